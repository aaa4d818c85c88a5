package trust

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// variant writes a module in another way that means the same.
type variant struct {
	name string
	// make returns the files, or why this module can't be written that way.
	make func(*fixture.Case) (files map[string][]byte, skip string)
	// plain undoes in a message what the variant does to addresses.
	plain func(string) string
	// most is the share of fixtures that may be skipped, in percent.
	most int
	// differ are fixtures about which the rules' pages or docs/limits.md say that
	// this makes a difference, and why.
	differ map[string]string
}

var variants = []variant{
	{name: "values in locals", most: 10, make: func(c *fixture.Case) (map[string][]byte, string) {
		files, values := takeValues(c.Files, "local.")
		return declared(files, values, func(v taken) string { return "locals {\n  " + v.name + " = " + v.text + "\n}\n" })
	}, differ: map[string]string{
		"s3_bucket_classified/ignored": "the annotation is at the value",
	}},
	{name: "literals in defaults of variables", most: 10, make: func(c *fixture.Case) (map[string][]byte, string) {
		files, values := takeLiterals(c.Files, "var.")
		return declared(files, values, func(v taken) string {
			return "variable \"" + v.name + "\" {\n  default = " + v.text + "\n}\n"
		})
	}},
	{name: "literals in tfvars", most: 10, make: func(c *fixture.Case) (map[string][]byte, string) {
		files, values := takeLiterals(c.Files, "var.")
		files, skip := declared(files, values, func(v taken) string { return "variable \"" + v.name + "\" {}\n" })
		if skip == "" {
			var assigned strings.Builder
			for _, v := range values {
				assigned.WriteString(v.name + " = " + v.text + "\n")
			}
			files["zz_extra.auto.tfvars"] = []byte(assigned.String())
		}
		return files, skip
	}, differ: map[string]string{
		"s3_bucket_deny_insecure_transport/switched_off_module": "files of values say that the directory is a root",
	}},
	{name: "for_each of one", most: 25, make: eachOfOne, plain: func(s string) string { return strings.ReplaceAll(s, `["only"]`, "") }},
	{name: "renamed", most: 15, make: renamed, plain: func(s string) string { return strings.ReplaceAll(s, "_renamed", "") }, differ: map[string]string{
		"s3_bucket_sensitive_cmk/configured_buckets": "the configuration names buckets by their addresses",
		"s3_bucket_sensitive_cmk/configured_levels":  "the configuration names a bucket by its address",
	}},
	{name: "a file for each block", most: 10, make: split},
	{name: "reversed blocks", most: 20, make: reversed, plain: unordered, differ: map[string]string{
		"s3_bucket_separate_cmk/own_tiers": "of two tiers without order the first keeps the key",
		"s3_bucket_classified/once":        "the finding is at the first bucket",
	}},
	{name: "values in an override file", most: 20, make: overridden},
	{name: "JSON", most: 20, make: asJSON, plain: unordered},
}

var (
	pair   = regexp.MustCompile(`^(\S+) and (\S+?)(,? )`)
	listed = regexp.MustCompile(`((?:shares its|share their) key with) .*`)
)

// unordered takes from a message the order of the resources in it, which is that of
// the source.
func unordered(message string) string {
	message = listed.ReplaceAllString(message, "$1")
	if m := pair.FindStringSubmatch(message); m != nil && m[1] > m[2] {
		return m[2] + " and " + m[1] + m[3] + message[len(m[0]):]
	}
	return message
}

// declared adds a file with declarations.
func declared(files map[string][]byte, values []taken, declare func(taken) string) (map[string][]byte, string) {
	if len(values) == 0 {
		return nil, "has no such value"
	}
	var out strings.Builder
	for _, v := range values {
		out.WriteString(declare(v))
	}
	files[extraFile] = []byte(out.String())
	return files, ""
}

// eachOfOne gives each resource one instance with a key.
func eachOfOne(c *fixture.Case) (map[string][]byte, string) {
	if len(ofRoot(c.Files, ".tf.json")) > 0 {
		return nil, "has JSON"
	}
	single := map[string]bool{}
	for _, name := range nativeFiles(c.Files) {
		body := parseNative(name, c.Files[name])
		if body == nil {
			return nil, "isn't valid"
		}
		for _, block := range body.Blocks {
			if block.Type == "moved" || block.Type == "import" || block.Type == "removed" {
				return nil, "moves or imports"
			}
		}
		eachResource(body, func(block *hclsyntax.Block, address string) {
			repeated := block.Body.Attributes["count"] != nil || block.Body.Attributes["for_each"] != nil
			if before, seen := single[address]; !isOverride(name) || repeated {
				single[address] = !repeated && (!seen || before)
			}
		})
	}
	files, n := rewrite(c.Files, func(name string, body *hclsyntax.Body, _ []byte) []edit {
		var edits []edit
		eachResource(body, func(block *hclsyntax.Block, address string) {
			if single[address] && !isOverride(name) {
				edits = append(edits, into(block, "  for_each = toset([\"only\"])")...)
			}
		})
		whole := dependencies(body)
		eachTraversal(body, func(t hcl.Traversal) {
			address, attr, ok := addressOf(t)
			if ok && single[address] && !whole[t.SourceRange()] {
				edits = append(edits, edit{attr.SrcRange.End.Byte, attr.SrcRange.End.Byte, `["only"]`})
			}
		})
		return edits
	})
	if n == 0 {
		return nil, "has no such resource"
	}
	return files, ""
}

// dependencies are the references of depends_on, which are to whole resources.
func dependencies(body *hclsyntax.Body) map[hcl.Range]bool {
	whole := map[hcl.Range]bool{}
	for _, block := range body.Blocks {
		if attr := block.Body.Attributes["depends_on"]; attr != nil {
			for _, t := range attr.Expr.Variables() {
				whole[t.SourceRange()] = true
			}
		}
	}
	return whole
}

// into inserts a line at the end of a block. A block on one line gets more lines.
func into(block *hclsyntax.Block, line string) []edit {
	start, end := block.OpenBraceRange.End.Byte, block.CloseBraceRange.Start.Byte
	if block.OpenBraceRange.Start.Line == block.CloseBraceRange.Start.Line {
		return []edit{{start, start, "\n"}, {end, end, "\n" + line + "\n"}}
	}
	return []edit{{end, end, line + "\n"}}
}

// renamed gives resources and data sources another name.
func renamed(c *fixture.Case) (map[string][]byte, string) {
	if len(ofRoot(c.Files, ".tf.json")) > 0 {
		return nil, "has JSON"
	}
	known := map[string]bool{}
	for _, name := range nativeFiles(c.Files) {
		if body := parseNative(name, c.Files[name]); body != nil {
			eachResource(body, func(_ *hclsyntax.Block, address string) { known[address] = true })
		}
	}
	files, n := rewrite(c.Files, func(_ string, body *hclsyntax.Body, _ []byte) []edit {
		var edits []edit
		eachResource(body, func(block *hclsyntax.Block, _ string) {
			at := block.LabelRanges[1].End.Byte
			if bare := hclsyntax.ValidIdentifier(block.Labels[1]) && block.LabelRanges[1].End.Byte-block.LabelRanges[1].Start.Byte == len(block.Labels[1]); !bare {
				at-- // before the quote
			}
			edits = append(edits, edit{at, at, "_renamed"})
		})
		eachTraversal(body, func(t hcl.Traversal) {
			if address, attr, ok := addressOf(t); ok && known[address] {
				edits = append(edits, edit{attr.SrcRange.End.Byte, attr.SrcRange.End.Byte, "_renamed"})
			}
		})
		return edits
	})
	if n == 0 {
		return nil, "has no resource"
	}
	return files, ""
}

var fileAnnotation = regexp.MustCompile(`^(#|//|/\*) *tflint-ignore-file:[^\n]*\n`)

// chunks returns a file's annotation and its blocks with the comments before them.
func chunks(name string, src []byte) (head string, blocks []string, ok bool) {
	body := parseNative(name, src)
	if body == nil || len(body.Attributes) > 0 {
		return "", nil, false
	}
	head = string(fileAnnotation.Find(src))
	at := len(head)
	for i, block := range body.Blocks {
		end := block.CloseBraceRange.End.Byte
		if i == len(body.Blocks)-1 {
			end = len(src)
		} else if line := strings.IndexByte(string(src[end:]), '\n'); line >= 0 {
			end += line + 1
		}
		blocks = append(blocks, strings.TrimSuffix(string(src[at:end]), "\n")+"\n")
		at = end
	}
	return head, blocks, true
}

// split writes each block to a file of its own.
func split(c *fixture.Case) (map[string][]byte, string) {
	files, n := maps.Clone(c.Files), 0
	for _, name := range nativeFiles(c.Files) {
		head, blocks, ok := chunks(name, c.Files[name])
		if isOverride(name) || !ok {
			continue
		}
		delete(files, name)
		for i, block := range blocks {
			files[fmt.Sprintf("%s_%03d.tf", strings.TrimSuffix(name, ".tf"), i)] = []byte(head + block)
			n++
		}
	}
	if n == 0 {
		return nil, "has no block"
	}
	return files, ""
}

// reversed writes the blocks of each file in reverse order.
func reversed(c *fixture.Case) (map[string][]byte, string) {
	files, most := maps.Clone(c.Files), 0
	for _, name := range nativeFiles(c.Files) {
		head, blocks, ok := chunks(name, c.Files[name])
		if !ok {
			continue
		}
		most = max(most, len(blocks))
		slices.Reverse(blocks)
		files[name] = []byte(head + strings.Join(blocks, "\n"))
	}
	if most < 2 {
		return nil, "has a single block"
	}
	return files, ""
}

// lineAnnotation is one whose place matters.
var lineAnnotation = regexp.MustCompile(`tflint-ignore:`)

func annotated(c *fixture.Case) bool {
	for _, name := range nativeFiles(c.Files) {
		if lineAnnotation.Match(c.Files[name]) {
			return true
		}
	}
	return false
}

// overridden moves the arguments and blocks of resources to an override file, the
// first in the order in which Terraform merges them.
func overridden(c *fixture.Case) (map[string][]byte, string) {
	if annotated(c) {
		return nil, "has annotations at lines"
	}
	var moved strings.Builder
	seen, twice := map[string]bool{}, false
	files, n := rewrite(c.Files, func(name string, body *hclsyntax.Body, src []byte) []edit {
		if isOverride(name) || fileAnnotation.Match(src) {
			return nil
		}
		var edits []edit
		eachResource(body, func(block *hclsyntax.Block, address string) {
			twice = twice || seen[address]
			seen[address] = true
			fmt.Fprintf(&moved, "%s %q %q {\n", block.Type, block.Labels[0], block.Labels[1])
			out := func(rng hcl.Range) {
				moved.WriteString(strings.TrimSuffix(text(src, rng), "\n") + "\n")
				e := edit{rng.Start.Byte, rng.End.Byte, ""}
				if strings.HasSuffix(text(src, rng), "\n") {
					e.text = "\n"
				}
				edits = append(edits, e)
			}
			for _, name := range slices.Sorted(maps.Keys(block.Body.Attributes)) {
				if name != "provider" && name != "depends_on" {
					out(block.Body.Attributes[name].SrcRange)
				}
			}
			for _, b := range block.Body.Blocks {
				if b.Type != "lifecycle" && b.Type != "provisioner" && b.Type != "connection" {
					out(hcl.RangeBetween(b.TypeRange, b.CloseBraceRange))
				}
			}
			moved.WriteString("}\n")
		})
		return edits
	})
	if n == 0 {
		return nil, "has no argument"
	}
	if twice {
		return nil, "declares a resource twice, so that which one an override changes is chance"
	}
	files["0_override.tf"] = []byte(moved.String())
	return files, ""
}
