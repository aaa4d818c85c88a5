package trust

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// mutator breaks the native files of a module as the choices say, so that they still
// are HCL.
type mutator struct {
	choices []byte
	files   map[string][]byte
	names   []string
}

// maxMutations bounds what is done to one module: one that is all broken has nothing
// to mend.
const maxMutations = 6

func mutate(files map[string][]byte, choices []byte) map[string][]byte {
	m := &mutator{choices: choices, files: maps.Clone(files), names: nativeFiles(files)}
	for range maxMutations {
		if len(m.choices) == 0 || len(m.names) == 0 {
			break
		}
		name := m.names[m.choose(len(m.names))]
		before := m.files[name]
		if body := parseNative(name, before); body != nil {
			after := mutations[m.choose(len(mutations))](m, body, before)
			if parseNative(name, after) != nil {
				m.files[name] = after
			}
		}
	}
	return m.files
}

// choose returns a number below n, 0 when there are no choices left.
func (m *mutator) choose(n int) int {
	if len(m.choices) == 0 || n == 0 {
		return 0
	}
	c := m.choices[0]
	m.choices = m.choices[1:]
	return int(c) % n
}

var mutations = []func(m *mutator, body *hclsyntax.Body, src []byte) []byte{
	(*mutator).deleteBlock,
	(*mutator).copyBlock,
	(*mutator).swapBlocks,
	(*mutator).deleteAttribute,
	(*mutator).setAttribute,
	(*mutator).setAttribute,
	(*mutator).setAttribute,
	(*mutator).repeat,
	(*mutator).comment,
	(*mutator).space,
	(*mutator).rename,
	(*mutator).encode,
}

// anyBlock chooses a block at any depth, nil if there is none.
func (m *mutator) anyBlock(body *hclsyntax.Body) *hclsyntax.Block {
	var all []*hclsyntax.Block
	var collect func(*hclsyntax.Body)
	collect = func(b *hclsyntax.Body) {
		for _, block := range b.Blocks {
			all = append(all, block)
			collect(block.Body)
		}
	}
	collect(body)
	if len(all) == 0 {
		return nil
	}
	return all[m.choose(len(all))]
}

// anyAttribute chooses an argument of a block.
func (m *mutator) anyAttribute(body *hclsyntax.Body) *hclsyntax.Attribute {
	block := m.anyBlock(body)
	if block == nil || len(block.Body.Attributes) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(block.Body.Attributes))
	return block.Body.Attributes[names[m.choose(len(names))]]
}

func whole(b *hclsyntax.Block) hcl.Range { return hcl.RangeBetween(b.TypeRange, b.CloseBraceRange) }

func replace(src []byte, rng hcl.Range, text string) []byte {
	return apply(src, []edit{{rng.Start.Byte, rng.End.Byte, text}})
}

func (m *mutator) deleteBlock(body *hclsyntax.Body, src []byte) []byte {
	if b := m.anyBlock(body); b != nil {
		return replace(src, whole(b), "")
	}
	return src
}

// copyBlock writes a block twice, with another name if it has one.
func (m *mutator) copyBlock(body *hclsyntax.Body, src []byte) []byte {
	b := m.anyBlock(body)
	if b == nil {
		return src
	}
	again := text(src, whole(b))
	if n := len(b.Labels); n > 0 {
		again = strings.Replace(again, `"`+b.Labels[n-1]+`" {`, `"`+b.Labels[n-1]+`_copy" {`, 1)
	}
	return replace(src, whole(b), text(src, whole(b))+"\n\n"+again)
}

func (m *mutator) swapBlocks(body *hclsyntax.Body, src []byte) []byte {
	n := len(body.Blocks)
	if n < 2 {
		return src
	}
	i := m.choose(n - 1)
	a, b := whole(body.Blocks[i]), whole(body.Blocks[i+1])
	return apply(src, []edit{{a.Start.Byte, a.End.Byte, text(src, b)}, {b.Start.Byte, b.End.Byte, text(src, a)}})
}

func (m *mutator) deleteAttribute(body *hclsyntax.Body, src []byte) []byte {
	if a := m.anyAttribute(body); a != nil {
		return replace(src, a.SrcRange, "")
	}
	return src
}

// values are what arguments are set to, besides those of other arguments.
var values = []string{
	"null", "true", "false", `""`, `"aws:kms"`, `"AES256"`, "7", "[]", "{}", "var.unset", "local.unset", "each.key", "each.value", "count.index",
	`"${var.unset}-x"`, "aws_s3_bucket.unset.id", "try(local.unset, null)", `jsonencode({ Statement = [] })`, "toset([])", `{ DataClassification = "PHI" }`,
	`var.unset ? "aws:kms" : "AES256"`, "data.aws_iam_policy_document.unset.json", "module.unset.id", "<<EOT\n{\"Statement\": []}\nEOT\n", `"{\"Statement\": {}}"`,
}

func (m *mutator) setAttribute(body *hclsyntax.Body, src []byte) []byte {
	a := m.anyAttribute(body)
	if a == nil {
		return src
	}
	value := ""
	if n := m.choose(len(values) + 8); n < len(values) {
		value = values[n]
	} else if other := m.anyAttribute(body); other != nil {
		value = text(src, other.Expr.Range())
	}
	return replace(src, a.Expr.Range(), strings.TrimSuffix(value, "\n"))
}

// repeat gives a block a number of instances, or takes it away.
func (m *mutator) repeat(body *hclsyntax.Body, src []byte) []byte {
	if len(body.Blocks) == 0 {
		return src
	}
	b := body.Blocks[m.choose(len(body.Blocks))]
	for _, name := range []string{"count", "for_each"} {
		if a := b.Body.Attributes[name]; a != nil {
			return replace(src, a.SrcRange, "")
		}
	}
	meta := []string{
		"count = 2", "count = 0", "count = 1", "count = var.unset", "count = length(aws_s3_bucket.unset)", `for_each = toset(["a", "b"])`, "for_each = {}",
		"for_each = var.unset", "for_each = aws_s3_bucket.unset", `for_each = { a = 1 }`,
	}
	return apply(src, into(b, "  "+meta[m.choose(len(meta))]))
}

// comment writes one at a place where there may be one.
func (m *mutator) comment(body *hclsyntax.Body, src []byte) []byte {
	b := m.anyBlock(body)
	if b == nil {
		return src
	}
	places := []int{b.TypeRange.Start.Byte, b.TypeRange.End.Byte, b.OpenBraceRange.Start.Byte, b.OpenBraceRange.End.Byte, b.CloseBraceRange.Start.Byte, b.CloseBraceRange.End.Byte}
	for _, a := range b.Body.Attributes {
		places = append(places, a.NameRange.Start.Byte, a.NameRange.End.Byte, a.EqualsRange.End.Byte, a.SrcRange.End.Byte)
	}
	slices.Sort(places)
	at := places[m.choose(len(places))]
	comments := []string{" /* comment */ ", " # comment } {\n", "\n// \"comment\n", "/* tflint-ignore: all */", "\n# tflint-ignore: all\n", " /* ${ \n */ ", "/**/", "# é\u200b\n"}
	return apply(src, []edit{{at, at, comments[m.choose(len(comments))]}})
}

// space changes what is between tokens.
func (m *mutator) space(_ *hclsyntax.Body, src []byte) []byte {
	switch m.choose(5) {
	case 0:
		return bytes.ReplaceAll(src, []byte("  "), []byte("\t"))
	case 1:
		return bytes.ReplaceAll(src, []byte("\n\n"), []byte("\n"))
	case 2:
		return bytes.ReplaceAll(src, []byte("\n}"), []byte("\n\n\n }"))
	case 3:
		return bytes.ReplaceAll(src, []byte(" = "), []byte("="))
	}
	return bytes.ReplaceAll(src, []byte(" {\n"), []byte("   {\n"))
}

// rename gives a block the name of another one or one that fixes make.
func (m *mutator) rename(body *hclsyntax.Body, src []byte) []byte {
	if len(body.Blocks) == 0 {
		return src
	}
	b := body.Blocks[m.choose(len(body.Blocks))]
	if len(b.Labels) == 0 {
		return src
	}
	names := []string{"s3_restricted", "s3_confidential", "current", "this", "s3_restricted_2"}
	for _, other := range body.Blocks {
		if len(other.Labels) > 0 {
			names = append(names, other.Labels[len(other.Labels)-1])
		}
	}
	return replace(src, b.LabelRanges[len(b.Labels)-1], fmt.Sprintf("%q", names[m.choose(len(names))]))
}

// encode changes the bytes of the whole file.
func (m *mutator) encode(_ *hclsyntax.Body, src []byte) []byte {
	switch m.choose(3) {
	case 0:
		return bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	case 1:
		return bytes.TrimRight(src, "\r\n")
	}
	return append([]byte("\ufeff"), bytes.TrimPrefix(src, []byte("\ufeff"))...)
}
