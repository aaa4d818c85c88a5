package lint

import (
	"bytes"
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
}

// ignored reports whether an annotation in the current text tells tflint to
// ignore a rule's issue at a range. The host reads annotations once, before any
// fix; when a fix has moved lines it would report and rewrite what is ignored.
func (r *Runner) ignored(rule string, rng hcl.Range) bool {
	s := r.source(rng.Filename)
	if s.raw == nil {
		return false
	}
	if s.ignores == nil {
		s.ignores = ignores(rng.Filename, s.raw)
	}
	return slices.ContainsFunc(s.ignores, func(i ignore) bool {
		here := i.file || i.line == rng.Start.Line || i.line == rng.Start.Line-1
		return here && (slices.Contains(i.rules, rule) || slices.Contains(i.rules, "all"))
	})
}

// ignores returns the annotations of a file, never nil. Files in JSON have none
// for a line, and those for the file stay right by themselves.
func ignores(name string, file *hcl.File) []ignore {
	out := []ignore{}
	if _, native := file.Body.(*hclsyntax.Body); !native || !bytes.Contains(file.Bytes, []byte("tflint-ignore")) {
		return out
	}
	tokens, diags := hclsyntax.LexConfig(file.Bytes, name, hcl.InitialPos)
	if diags.HasErrors() {
		logger.Debug("annotations: " + diags.Error())
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
		i := ignore{file: len(match[1]) > 0, line: t.Range.Start.Line}
		for rule := range strings.SplitSeq(string(match[2]), ",") {
			i.rules = append(i.rules, strings.TrimSpace(rule))
		}
		out = append(out, i)
	}
	return out
}
