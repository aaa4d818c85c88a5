package fakehost

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/helper"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// source is what the fixers edit: a comment, so that any edit is one too.
const source = "# 0123456789abcdefghijklmnopqrstuvwxyz"

func span(from, to int) hcl.Range {
	pos := func(n int) hcl.Pos { return hcl.Pos{Line: 1, Column: n + 1, Byte: n} }
	return hcl.Range{Filename: "main.tf", Start: pos(from), End: pos(to)}
}

// edits is the same edits on any fixer. It returns what was done and answered.
func edits(f tflint.Fixer, seed uint64) (log string) {
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 2 + rnd.IntN(4) {
		from := 2 + rnd.IntN(len(source)-8)
		length := rnd.IntN(6)
		rng, text := span(from, from+length), []string{"", "X", "YYY", "ZZZZZZ"}[rnd.IntN(4)]
		var err error
		kind := rnd.IntN(5)
		switch kind {
		case 0:
			err = f.ReplaceText(rng, text)
		case 1:
			err = f.InsertTextBefore(rng, text)
		case 2:
			err = f.InsertTextAfter(rng, text)
		case 3:
			err = f.Remove(rng)
		case 4:
			at := 2 + rnd.IntN(len(source)-8)
			if rnd.IntN(2) == 0 {
				at = from
			}
			err = f.ReplaceText(rng, text, f.TextAt(span(at, min(at+2, from+length+2))), "!")
		}
		log += fmt.Sprintf("%d %d-%d %q: %v\n", kind, from, from+length, text, err)
		if err != nil {
			break
		}
	}
	return log
}

// TestFixerLikeSDK makes the same edits with the SDK's fixer, which only its
// test helper gives access to.
func TestFixerLikeSDK(t *testing.T) {
	compared := 0
	for seed := range uint64(3000) {
		theirs := helper.TestRunner(t, map[string]string{"main.tf": source})
		var wantLog string
		err := theirs.EmitIssueWithFix(acl, "", span(0, 0), func(f tflint.Fixer) (err error) {
			defer func() {
				if r := recover(); r != nil {
					wantLog = "panic"
				}
			}()
			wantLog = edits(f, seed)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ours := newFixer(map[string][]byte{"main.tf": []byte(source)})
		var log string
		func() {
			defer func() {
				if r := recover(); r != nil {
					log = "panic"
				}
			}()
			log = edits(ours, seed)
		}()
		if log != wantLog {
			t.Fatalf("seed %d\nours:\n%s\ntheirs:\n%s", seed, log, wantLog)
		}
		if log == "panic" {
			continue
		}
		if got, want := string(ours.take()["main.tf"]), string(theirs.Changes()["main.tf"]); got != want {
			t.Fatalf("seed %d\n%s\nours:   %q\ntheirs: %q", seed, log, got, want)
		}
		if err := ours.ReplaceText(span(0, 1)); err == nil {
			t.Error("replaced by nothing")
		}
		compared++
	}
	if compared < 1000 {
		t.Errorf("only %d comparisons", compared)
	}
}

func TestFixerHelpersLikeSDK(t *testing.T) {
	ours := newFixer(map[string][]byte{"main.tf": []byte(source)})
	start := hcl.Pos{Line: 3, Column: 5, Byte: 40}
	values := []cty.Value{
		cty.True, cty.NumberFloatVal(1.5), cty.NullVal(cty.String), cty.StringVal("a\"${b}\n%{é"),
		cty.EmptyObjectVal, cty.EmptyTupleVal, cty.ListValEmpty(cty.String),
		cty.ObjectVal(map[string]cty.Value{"b": cty.True, "a c": cty.ListVal([]cty.Value{cty.StringVal("x"), cty.StringVal("y")})}),
		cty.MapVal(map[string]cty.Value{"b": cty.NullVal(cty.String)}), cty.SetVal([]cty.Value{cty.Zero}),
	}
	texts := []string{"", "a", "é\n", "a\nbc", "a\nbc\n", "\n", "\n\n"}
	err := helper.TestRunner(t, map[string]string{"main.tf": source}).EmitIssueWithFix(acl, "", span(0, 0), func(theirs tflint.Fixer) error {
		for _, v := range values {
			if got, want := ours.ValueText(v), theirs.ValueText(v); got != want {
				t.Errorf("ValueText(%#v) = %s, want %s", v, got, want)
			}
		}
		for _, text := range texts {
			if got, want := ours.RangeTo(text, "main.tf", start), theirs.RangeTo(text, "main.tf", start); got != want {
				t.Errorf("RangeTo(%q) = %#v, want %#v", text, got, want)
			}
		}
		if got, want := ours.TextAt(span(2, 4)), theirs.TextAt(span(2, 4)); string(got.Bytes) != string(want.Bytes) || got.Range != want.Range {
			t.Errorf("TextAt = %v, want %v", got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFixerOtherFiles(t *testing.T) {
	f := newFixer(map[string][]byte{"main.tf": []byte(source)})
	if err := f.InsertTextAfter(hcl.Range{Filename: "new.tf"}, "x"); err == nil || err.Error() != "file not found: new.tf" {
		t.Errorf("error is %v", err)
	}
}
