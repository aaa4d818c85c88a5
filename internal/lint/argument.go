package lint

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Argument is what a rule wants of an argument of a well-known module.
type Argument struct {
	// Wish is what the argument decides.
	Wish known.Wish
	// Safe is set where a fix may write it: it surely mends the instance, and
	// harms nothing.
	Safe bool
	// Against fails where the rest of the files speaks against it; nil if nothing can.
	Against func(*Edit, *terraform.Call) error
	// Value is what it has to be, where the module doesn't say.
	Value string
}

// decides returns the call of the root and the argument there that decides on a
// wish, false if the module isn't a well-known one that the root itself calls.
func decides(m *terraform.Module, want *Argument) (*terraform.Call, known.Argument, bool) {
	if want == nil || !m.Known() || !m.Parent.IsRoot() {
		return nil, known.Argument{}, false
	}
	call := m.Caller().Call
	entry := known.Find(call.Asks())
	if entry == nil {
		return nil, known.Argument{}, false
	}
	arg, ok := entry.Argument(want.Wish)
	if arg.Value == "" {
		arg.Value = want.Value
	}
	return call, arg, ok
}

// setArgument returns the fix that writes an argument of a call.
func setArgument(call *terraform.Call, arg known.Argument, want *Argument) func(*Edit) error {
	return func(e *Edit) error {
		if want.Against != nil {
			if err := want.Against(e, call); err != nil {
				return err
			}
		}
		old := call.Argument(arg.Name)
		switch {
		case arg.Written && !old.Written():
			return fmt.Errorf("%w: %s isn't written, and not every version knows it", tflint.ErrFixNotSupported, arg.Name)
		case len(arg.Path) > 0:
			return e.setMember(call, arg)
		}
		after := []string{"policy", "bucket_prefix", "bucket", "bucket_name", "name", "description", "version", "source"}
		if strings.Contains(arg.Value, "\n") {
			after = nil // at the end
		}
		return e.Set(call.Block, arg.Name, old, arg.Value, after...)
	}
}

// setMember writes a member of an object that an argument is written as.
func (e *Edit) setMember(call *terraform.Call, arg known.Argument) error {
	_, native, err := e.Native(call.Block)
	if err != nil {
		return err
	}
	attr := native.Body.Attributes[arg.Name]
	if attr == nil {
		return fmt.Errorf("%w: %s isn't written here", tflint.ErrFixNotSupported, arg.Name)
	}
	last := len(arg.Path) - 1
	expr := attr.Expr
	for _, name := range arg.Path[:last] {
		if expr = fix.Member(expr, name); expr == nil {
			return fmt.Errorf("%w: %s has no %s that is written as such", tflint.ErrFixNotSupported, arg.Name, name)
		}
	}
	object, ok := expr.(*hclsyntax.ObjectConsExpr)
	if !ok || len(object.Items) == 0 {
		return fmt.Errorf("%w: %s isn't an object", tflint.ErrFixNotSupported, arg.Name)
	}
	if old := fix.Member(object, arg.Path[last]); old != nil {
		if _, literal := old.(*hclsyntax.LiteralValueExpr); !literal {
			return fmt.Errorf("%w: %s isn't a literal", tflint.ErrFixNotSupported, arg.Path[last])
		}
		if err := e.undescribed(arg.Path[last], old.Range()); err != nil {
			return err
		}
		return e.ReplaceText(old.Range(), arg.Value)
	}
	first := object.Items[0].KeyExpr.Range()
	after := ", "
	if first.Start.Line > object.OpenRange.Start.Line {
		after = "\n"
	}
	return e.InsertTextBefore(first, arg.Path[last]+" = "+arg.Value+after)
}

// whole leaves the fixes of arguments only where every instance of the call has
// the finding: an argument is for all of them.
func whole(findings []Finding) {
	type of struct {
		call *terraform.Call
		wish known.Wish
	}
	found := map[of]map[*terraform.Module]bool{}
	at := func(f *Finding) (of, *terraform.Module) {
		m := f.In.Resource.Module
		return of{m.Caller().Call, f.Argument.Wish}, m
	}
	for i := range findings {
		if f := &findings[i]; f.Argument != nil && f.Fix != nil && !f.In.Resource.Module.IsRoot() {
			key, m := at(f)
			if found[key] == nil {
				found[key] = map[*terraform.Module]bool{}
			}
			found[key][m] = true
		}
	}
	for i := range findings {
		if f := &findings[i]; f.Argument != nil && f.Fix != nil && !f.In.Resource.Module.IsRoot() {
			key, _ := at(f)
			if len(found[key]) < len(key.call.Instances()) {
				f.Fix = nil
			}
		}
	}
}
