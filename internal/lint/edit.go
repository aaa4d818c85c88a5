package lint

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// report emits the issues of a rule.
func (r *Runner) report(a *adapter, findings []Finding) error {
	for _, i := range issues(findings) {
		if r.fixing && r.ignored(a.rule.Name, i.rng) {
			continue
		}
		message := i.message(a.rule.Practice)
		rule := graded{a, i.severity(a.rule.Severity)}
		if i.fix == nil {
			if err := r.EmitIssue(rule, message, i.rng); err != nil {
				return fmt.Errorf("emit an issue: %w", err)
			}
			continue
		}
		if r.waits(i) {
			continue
		}
		var done *Edit // the edit, if it succeeded
		if err := r.EmitIssueWithFix(rule, message, i.rng, r.edit(a, i, &done)); err != nil {
			return fmt.Errorf("emit an issue: %w", err)
		}
		if done != nil && r.fixing {
			r.changed = true
			r.made.fixed()
			r.keep(done)
		}
	}
	return nil
}

// errNextPass says that a fix has to wait for the next pass, because of what the rule has
// written in this one.
var errNextPass = errors.New("the next pass of --fix sees to it")

// waits reports whether the next pass is going to fix an issue, and so to show it: of an
// issue that is shown tflint can't be told later that it has been fixed.
func (r *Runner) waits(i *issue) bool {
	return r.fixing && r.changed && errors.Is(i.fix(&Edit{Fixer: discarding{}, runner: r}), errNextPass)
}

// discarding is a fixer for finding out what a fix would come to.
type discarding struct{ tflint.Fixer }

// ReplaceText does nothing.
func (discarding) ReplaceText(hcl.Range, ...any) error { return nil }

// InsertTextBefore does nothing.
func (discarding) InsertTextBefore(hcl.Range, string) error { return nil }

// InsertTextAfter does nothing.
func (discarding) InsertTextAfter(hcl.Range, string) error { return nil }

// edit returns the fix function of an issue. The host calls it without --fix as
// well, to learn whether the issue is fixable, and then drops the edits; with
// --fix any error but ErrFixNotSupported would fail the whole run.
func (r *Runner) edit(a *adapter, i *issue, done **Edit) func(tflint.Fixer) error {
	return func(f tflint.Fixer) (err error) {
		if !r.strict {
			defer r.fixRecovered(a, &err)
		}
		if slices.Contains(r.failed, a) { // what it goes by may be half made
			return fmt.Errorf("%w: %w", tflint.ErrFixNotSupported, errFailed)
		}
		e := &Edit{Fixer: counting{f, r}, runner: r}
		err = r.decided(a.rule.Name, i)
		if err == nil {
			err = i.fix(e)
		}
		if err == nil {
			*done = e
			return nil
		}
		r.debug("%s at %s isn't fixed: %s", a.rule.Name, i.rng, err)
		if !errors.Is(err, tflint.ErrFixNotSupported) && !r.strict {
			err = fmt.Errorf("%w: %w", tflint.ErrFixNotSupported, err)
		}
		return err
	}
}

// Edit is what a fix works with.
type Edit struct {
	tflint.Fixer
	runner *Runner
	fresh  fresh // what it writes beside what it is for
}

// keep remembers what a successful edit has written. The host drops an edit, and
// says so to nobody, where one of the annotations that it read before the first
// fix covers the line on which the issue is now.
func (r *Runner) keep(e *Edit) {
	if r.fresh == nil {
		r.fresh = fresh{}
	}
	changes := map[string][]byte{}
	if c, ok := e.Fixer.(counting).Fixer.(interface{ Changes() map[string][]byte }); ok {
		changes = c.Changes()
	}
	for use, block := range e.fresh {
		if bytes.Contains(changes[block.file], []byte(block.mark)) {
			r.fresh[use] = block
			r.made.add(block.file, block.address)
		}
	}
}

// Set writes an argument of a block: over a literal, or as a new argument where
// there is none, after the first of the arguments that after names. Anything
// else that is written is somebody's decision.
func (e *Edit) Set(block *hclext.Block, name string, old terraform.Value, value string, after ...string) error {
	if old.Written() && !old.Literal() {
		return fmt.Errorf("%w: %s isn't a literal", tflint.ErrFixNotSupported, name)
	}
	return e.Replace(block, name, old, value, after...)
}

// SetList is Set for a list of strings, over a list that is written out of
// literals.
func (e *Edit) SetList(block *hclext.Block, name string, old terraform.Value, values []string, after ...string) error {
	if old.Written() && !old.LiteralList() {
		return fmt.Errorf("%w: %s isn't a list of literals", tflint.ErrFixNotSupported, name)
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	return e.Replace(block, name, old, "["+strings.Join(quoted, ", ")+"]", after...)
}

// Text returns the source text of an argument, "" if it isn't written.
func (e *Edit) Text(v terraform.Value) string {
	if !v.Written() {
		return ""
	}
	s := e.runner.source(v.Range.Filename)
	if s.err != nil {
		return ""
	}
	return s.file.Text(v.Range)
}

// Replace is Set over whatever is written, unless a comment there names it. The caller
// answers for it.
func (e *Edit) Replace(block *hclext.Block, name string, old terraform.Value, value string, after ...string) error {
	if old.Written() {
		if err := e.undescribed(name, old.Range); err != nil {
			return err
		}
	}
	if old.Written() && old.Range.Filename != block.DefRange.Filename {
		if _, err := e.file(old.Range.Filename); err != nil { // an override file
			return err
		}
		return e.ReplaceText(old.Range, value)
	}
	file, native, err := e.Native(block)
	if err != nil {
		return err
	}
	return file.SetAttribute(e.Fixer, native, name, value, after...)
}

// Native returns the file and the syntax of a block.
func (e *Edit) Native(block *hclext.Block) (*fix.File, *hclsyntax.Block, error) {
	file, err := e.file(block.DefRange.Filename)
	if err != nil {
		return nil, nil, err
	}
	native, err := file.Block(block.TypeRange.Start)
	return file, native, err
}

// maxChanged is how many bytes of files one rule changes in one pass. tflint's
// connection to its plugins takes messages of up to 4 MiB, and one message
// carries all files that a rule has changed; what is more waits for the next
// pass.
const maxChanged = 3 << 20

// file returns a file that is going to be edited.
func (e *Edit) file(name string) (*fix.File, error) {
	r := e.runner
	if !r.inventory.Module.Holds(name) {
		return nil, fmt.Errorf("%w: %s is of a called module", tflint.ErrFixNotSupported, name)
	}
	s := r.source(name)
	if s.err != nil {
		return nil, s.err
	}
	size := 0
	if !s.edited {
		size = len(s.raw.Bytes)
	}
	if r.fixing && r.edited+size > maxChanged {
		return nil, fmt.Errorf("%w: %s would make the changes of one pass too large for tflint: %w", tflint.ErrFixNotSupported, name, errNextPass)
	}
	s.edited = true
	r.edited += size
	return s.file, nil
}

// hiding finds calls that hide a secret.
var hiding = regexp.MustCompile(`\b(sensitive|ephemeralasnull)\s*\(`)

// counting is a fixer that counts the bytes that it is given. It writes nothing that
// may be a copy of a secret: that belongs where it is.
type counting struct {
	tflint.Fixer
	runner *Runner
}

// ReplaceText counts and replaces.
func (c counting) ReplaceText(rng hcl.Range, texts ...any) error {
	for _, t := range texts {
		if text, ok := t.(string); ok {
			if err := c.take(text); err != nil {
				return err
			}
		}
	}
	return c.Fixer.ReplaceText(rng, texts...)
}

// InsertTextAfter counts and inserts.
func (c counting) InsertTextAfter(rng hcl.Range, text string) error {
	if err := c.take(text); err != nil {
		return err
	}
	return c.Fixer.InsertTextAfter(rng, text)
}

func (c counting) take(text string) error {
	if hiding.MatchString(text) {
		return fmt.Errorf("%w: it would copy a secret", tflint.ErrFixNotSupported)
	}
	c.runner.edited += len(text)
	return nil
}
