package fakehost

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/terraform/addrs"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// errNotSupported is the answer of what this host leaves out.
var errNotSupported = errors.New("not supported by fakehost")

// runner implements tflint.Runner for one check.
type runner struct {
	host  *host
	fixer *fixer
}

var _ tflint.Runner = (*runner)(nil)

// called counts a call of a method.
func (r *runner) called(method string) { r.host.calls[method]++ }

// GetOriginalwd returns the module's directory: there tflint was started.
func (r *runner) GetOriginalwd() (string, error) {
	r.called("GetOriginalwd")
	return filepath.Abs(r.host.dir)
}

// GetModulePath returns the root module.
func (r *runner) GetModulePath() (addrs.Module, error) {
	r.called("GetModulePath")
	return addrs.Module{}, nil
}

// GetResourceContent returns the resources of a type.
func (r *runner) GetResourceContent(name string, schema *hclext.BodySchema, option *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	r.called("GetResourceContent")
	return r.labelled(hclext.BlockSchema{Type: "resource", LabelNames: []string{"type", "name"}, Body: schema}, name, option)
}

// GetProviderContent returns the configurations of a provider.
func (r *runner) GetProviderContent(name string, schema *hclext.BodySchema, option *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	r.called("GetProviderContent")
	return r.labelled(hclext.BlockSchema{Type: "provider", LabelNames: []string{"name"}, Body: schema}, name, option)
}

// labelled returns the blocks whose first label is name.
func (r *runner) labelled(schema hclext.BlockSchema, name string, option *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	content, err := r.content(&hclext.BodySchema{Blocks: []hclext.BlockSchema{schema}}, option)
	if err != nil {
		return nil, err
	}
	content.Blocks = slices.DeleteFunc(content.Blocks, func(b *hclext.Block) bool { return b.Labels[0] != name })
	return content, nil
}

// GetModuleContent returns what the schema asks for. Only ExpandModeNone is
// supported, which is not the default.
func (r *runner) GetModuleContent(schema *hclext.BodySchema, option *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	r.called("GetModuleContent")
	return r.content(schema, option)
}

func (r *runner) content(schema *hclext.BodySchema, option *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	if option == nil || option.ExpandMode != tflint.ExpandModeNone {
		return nil, fmt.Errorf("ExpandModeExpand: %w", errNotSupported)
	}
	if typ := option.Hint.ResourceType; typ != "" {
		if exists, err := r.host.root.hasResource(typ); err != nil || !exists {
			return &hclext.BodyContent{Attributes: hclext.Attributes{}, Blocks: hclext.Blocks{}}, err
		}
	}
	content, err := r.host.root.content(schema)
	if err != nil {
		return nil, err
	}
	return transmit(content, r.host.root.sources)
}

// GetFile parses a file of the root module or of a called one that is loaded.
func (r *runner) GetFile(name string) (*hcl.File, error) {
	r.called("GetFile")
	src, err := r.host.source(name)
	if err != nil {
		return nil, err
	}
	return parse(name, bytes.Clone(src))
}

// source returns the current content of a file.
func (h *host) source(name string) ([]byte, error) {
	for _, sources := range []map[string][]byte{h.root.sources, h.called} {
		if src, ok := sources[name]; ok {
			return src, nil
		}
	}
	return nil, fmt.Errorf("file not found: %s", name)
}

// GetFiles parses all files of the root module.
func (r *runner) GetFiles() (map[string]*hcl.File, error) {
	r.called("GetFiles")
	files := map[string]*hcl.File{}
	for name, src := range r.host.root.sources {
		file, err := parse(name, bytes.Clone(src))
		if err != nil {
			return nil, err
		}
		files[name] = file
	}
	return files, nil
}

// WalkExpressions is not supported.
func (r *runner) WalkExpressions(tflint.ExprWalker) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "WalkExpressions", Detail: errNotSupported.Error()}}
}

// DecodeRuleConfig decodes the rule's block, if there is one.
func (r *runner) DecodeRuleConfig(name string, ret any) error {
	r.called("DecodeRuleConfig")
	rule := r.host.config.rules[name]
	if rule == nil {
		return nil
	}
	body := rule.Body
	if body == nil {
		body = hcl.EmptyBody()
	}
	content, err := contentOf(body, hclext.ImpliedBodySchema(ret), r.host.config.sources)
	if err != nil || content.IsEmpty() {
		return err
	}
	if diags := hclext.DecodeBody(content, nil, ret); diags.HasErrors() {
		return diags
	}
	return nil
}

// EvaluateExpr evaluates variables and literals, see the package comment. The
// target is a pointer or a func(T) error.
func (r *runner) EvaluateExpr(expr hcl.Expression, target any, option *tflint.EvaluateExprOption) error {
	r.called("EvaluateExpr")
	if reflect.TypeOf(target).Kind() == reflect.Func {
		return callback(target, func(target any) error { return r.evaluate(expr, target, option) })
	}
	return r.evaluate(expr, target, option)
}

func (r *runner) evaluate(expr hcl.Expression, target any, option *tflint.EvaluateExprOption) error {
	want := wantedType(target, option)
	src, err := r.host.source(expr.Range().Filename)
	if err != nil {
		return err
	}
	sent, err := reparse(expr, src)
	if err != nil {
		return err
	}
	value, err := r.host.vars.evaluate(sent, want)
	if err != nil {
		return err
	}
	return assign(value, want, target)
}

// EmitIssue reports an issue.
func (r *runner) EmitIssue(rule tflint.Rule, message string, rng hcl.Range) error {
	r.called("EmitIssue")
	r.host.emit(rule, Issue{Message: message, Range: rng})
	return nil
}

// EmitIssueWithFix reports an issue and calls its fix: without Fix too, to find
// out whether there is one. What the fix did is undone unless it is wanted.
// An error of the fix counts only then.
func (r *runner) EmitIssueWithFix(rule tflint.Rule, message string, rng hcl.Range, fix func(tflint.Fixer) error) error {
	r.called("EmitIssueWithFix")
	undo := r.fixer.snapshot()
	err := fix(r.fixer)
	fixable := !errors.Is(err, tflint.ErrFixNotSupported)
	emitted := r.host.emit(rule, Issue{Message: message, Range: rng, Fixable: fixable})
	if !r.host.fix || !fixable || !emitted {
		undo()
		return nil
	}
	return err
}

// EnsureNoError is not supported.
func (r *runner) EnsureNoError(error, func() error) error {
	return fmt.Errorf("EnsureNoError: %w", errNotSupported)
}
