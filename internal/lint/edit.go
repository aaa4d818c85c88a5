package lint

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Edit is what a fix works with. It records what is to be changed; nothing is, before the
// frame knows that all of the fix can be done.
type Edit struct {
	*Snapshot
	// Doubts are what is raised against what the edit does.
	Doubts Doubts

	changes []func(tflint.Fixer) error
	bytes   int          // that are written
	fixer   tflint.Fixer // that has made the changes
	written written      // blocks beside what the fix is for
	hands   string       // what is handed to a module, see hand
}

// ReplaceText records a replacement.
func (e *Edit) ReplaceText(rng hcl.Range, texts ...any) error {
	for _, t := range texts {
		if text, ok := t.(string); ok {
			if err := e.take(text); err != nil {
				return err
			}
		}
	}
	e.changes = append(e.changes, func(f tflint.Fixer) error { return f.ReplaceText(rng, texts...) })
	return nil
}

// InsertTextAfter records an insertion.
func (e *Edit) InsertTextAfter(rng hcl.Range, text string) error {
	e.changes = append(e.changes, func(f tflint.Fixer) error { return f.InsertTextAfter(rng, text) })
	return e.take(text)
}

// hiding finds calls that hide a secret.
var hiding = regexp.MustCompile(`\b(sensitive|ephemeralasnull)\s*\(`)

// take counts what is written, and refuses what may be a copy of a secret: that belongs where
// it is.
func (e *Edit) take(text string) error {
	if hiding.MatchString(text) {
		return secret.Refuse("it would copy a secret")
	}
	e.bytes += len(text)
	return nil
}

// replay makes the changes.
func (e *Edit) replay(f tflint.Fixer) error {
	for _, change := range e.changes {
		if err := change(f); err != nil {
			return err
		}
	}
	return nil
}

// written are blocks that the rule at hand has written, of which no inventory knows yet, by
// what they are for.
type written map[string]block

// block is such a block: its address, its file, and a text by which it is known there.
type block struct{ address, file, mark string }

// Note remembers a block that the edit writes beside what it is for, for when it has
// succeeded: later edits of the rule find it by its use.
func (e *Edit) Note(use, address, file, mark string) {
	if e.written == nil {
		e.written = written{}
	}
	e.written[use] = block{address, file, mark}
}

// Noted returns the address of what this edit, or an earlier one of the rule, wrote for a
// use, "" if there is none.
func (e *Edit) Noted(use string) string {
	if b, ok := e.written[use]; ok {
		return b.address
	}
	return e.Snapshot.written[use].address
}

// Takes reports whether the rule has written a block of an address.
func (e *Edit) Takes(address string) bool {
	for _, b := range e.Snapshot.written {
		if b.address == address {
			return true
		}
	}
	return false
}

// Reaches fails if a block is new and in a file that may not be written together with the
// one given.
func (s *Snapshot) Reaches(address, file string) error {
	return s.runner.set.made.reaches(address, file)
}

// WritesBoth fails if of two files perhaps only one is written.
func (*Edit) WritesBoth(one, other string) error {
	if one != other && mayFilter() {
		return otherFile.Refuse("with --filter %s may not be written", one)
	}
	return nil
}

// Wait says that a fix has to wait for the next pass, because of what the rule has written
// in this one.
func Wait(format string, args ...any) error { return nextPass.Refuse(format, args...) }

// keep remembers what a successful edit has written. The host drops an edit, and
// says so to nobody, where one of the annotations that it read before the first
// fix covers the line on which the issue is now.
func (e *Edit) keep() {
	if e.hands != "" {
		e.handed[e.hands] = true
	}
	changes := map[string][]byte{}
	if c, ok := e.fixer.(interface{ Changes() map[string][]byte }); ok {
		changes = c.Changes()
	}
	for use, b := range e.written {
		if bytes.Contains(changes[b.file], []byte(b.mark)) {
			e.Snapshot.written[use] = b
			e.runner.set.made.add(b.file, b.address)
		}
	}
}

// Set writes an argument of a block: over a literal, or as a new argument where
// there is none, after the first of the arguments that after names. Anything
// else that is written is somebody's decision.
func (e *Edit) Set(block *hclext.Block, name string, old terraform.Value, value string, after ...string) error {
	if old.Written() && !old.Literal() {
		return notLiteral.Refuse("%s isn't a literal", name)
	}
	return e.Replace(block, name, old, value, after...)
}

// SetList is Set for a list of strings, over a list that is written out of
// literals.
func (e *Edit) SetList(block *hclext.Block, name string, old terraform.Value, values []string, after ...string) error {
	if old.Written() && !old.LiteralList() {
		return notLiteral.Refuse("%s isn't a list of literals", name)
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	return e.Replace(block, name, old, "["+strings.Join(quoted, ", ")+"]", after...)
}

// Replace is Set over whatever is written, unless a comment there names it. The caller
// answers for it.
func (e *Edit) Replace(block *hclext.Block, name string, old terraform.Value, value string, after ...string) error {
	if old.Written() {
		if err := e.Undescribed(name, old.Range); err != nil {
			return err
		}
	}
	if old.Written() && old.Range.Filename != block.DefRange.Filename {
		if _, err := e.File(old.Range.Filename); err != nil { // an override file
			return err
		}
		return e.ReplaceText(old.Range, value)
	}
	file, native, err := e.Native(block)
	if err != nil {
		return err
	}
	return file.SetAttribute(e, native, name, value, after...)
}

// Native returns the file and the syntax of a block.
func (e *Edit) Native(block *hclext.Block) (*fix.File, *hclsyntax.Block, error) {
	file, err := e.File(block.DefRange.Filename)
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

// File returns a file that is going to be edited.
func (e *Edit) File(name string) (*fix.File, error) {
	if !e.Module.Holds(name) {
		return nil, notHere.Refuse("%s is of a called module", name)
	}
	s := e.source(name)
	if s.err != nil {
		return nil, s.err
	}
	size := 0
	if !s.edited {
		size = len(s.raw.Bytes)
	}
	if e.runner.set.global.Fix && e.edited+e.bytes+size > maxChanged {
		return nil, nextPass.Refuse("%s would make the changes of one pass too large for tflint", name)
	}
	s.edited = true
	e.edited += size
	return s.file, nil
}
