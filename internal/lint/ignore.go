package lint

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/logger"
)

// annotation is tflint's form of an annotation in a comment, with the rules that
// it names: tflint-ignore for its line and the next, tflint-ignore-file for the
// file.
var annotation = regexp.MustCompile(`tflint-ignore(-file)?: ([^\n*/#]+)`)

// ignore is one annotation of a file.
type ignore struct {
	file  bool // it is for the whole file
	line  int
	rules []string
	text  string // of the comment
}

// ignored reports whether an annotation in the current text tells tflint to
// ignore a rule's issue at a range. The host reads annotations once, before any
// fix; when a fix has moved lines it would report and rewrite what is ignored.
func (s *Snapshot) ignored(rule string, rng hcl.Range) bool {
	return covered(s.annotations(rng.Filename), rule, rng)
}

// annotations returns the annotations in the current text of a file.
func (s *Snapshot) annotations(name string) []ignore {
	file := s.source(name)
	if file.raw == nil {
		return nil
	}
	if file.ignores == nil {
		file.ignores = ignores(name, file.raw)
	}
	return file.ignores
}

// annotation returns the annotation that is for a rule's issue at a range.
func (s *Snapshot) annotation(rule string, rng hcl.Range) Annotation {
	for _, i := range s.annotations(rng.Filename) {
		if i.covers(rule, rng) {
			at := hcl.Pos{Line: i.line, Column: 1}
			return Annotation{Text: i.text, Range: hcl.Range{Filename: rng.Filename, Start: at, End: at}}
		}
	}
	return Annotation{}
}

// covered reports whether one of the annotations is for a rule's issue at a range.
func covered(ignores []ignore, rule string, rng hcl.Range) bool {
	return slices.ContainsFunc(ignores, func(i ignore) bool { return i.covers(rule, rng) })
}

// covers reports whether the annotation is for a rule's issue at a range.
func (i ignore) covers(rule string, rng hcl.Range) bool {
	here := i.file || i.line == rng.Start.Line || i.line == rng.Start.Line-1
	return here && (slices.Contains(i.rules, rule) || slices.Contains(i.rules, "all"))
}

// ignores returns the annotations of a file, never nil.
func ignores(name string, file *hcl.File) []ignore {
	out := []ignore{}
	if !bytes.Contains(file.Bytes, []byte("tflint-ignore")) {
		return out
	}
	if _, native := file.Body.(*hclsyntax.Body); !native {
		return append(out, ignoresInJSON(file.Bytes)...)
	}
	tokens, diags := hclsyntax.LexConfig(file.Bytes, name, hcl.InitialPos)
	if diags.HasErrors() {
		logger.Debug(name + ": the annotations can't be read")
		return out
	}
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenComment {
			continue
		}
		match := annotation.FindSubmatch(t.Bytes)
		if match == nil {
			continue
		}
		out = append(out, ignore{
			file: len(match[1]) > 0, line: t.Range.Start.Line, rules: namesIn(match[2]), text: strings.TrimSpace(string(t.Bytes)),
		})
	}
	return out
}

// ignoresInJSON returns the annotation of a file in JSON: the comment at its top, which
// is for the whole file.
func ignoresInJSON(text []byte) []ignore {
	var top struct {
		Comment string `json:"//"`
	}
	if json.Unmarshal(text, &top) != nil { // a comment of another kind
		return nil
	}
	match := annotation.FindStringSubmatch(top.Comment)
	if match == nil || match[1] == "" || !strings.HasPrefix(top.Comment, match[0]) {
		return nil
	}
	return []ignore{{file: true, line: 1, rules: namesIn([]byte(match[2])), text: top.Comment}}
}

// namesIn returns the names of rules in a list.
func namesIn(list []byte) []string {
	var names []string
	for rule := range strings.SplitSeq(string(list), ",") {
		names = append(names, strings.TrimSpace(rule))
	}
	return names
}
