package lint

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/logger"
)

// comment is a comment of a file.
type comment struct {
	text        string
	first, last int  // its lines
	alone       bool // nothing else begins on its first line
	leading     bool // only comments stand before it in the file
}

// comments are those of a file, in its order.
type comments []comment

// readComments returns the comments of a stretch.
func readComments(name string, src []byte, start hcl.Pos) comments {
	if !bytes.ContainsAny(src, "#/") {
		return nil
	}
	tokens, diags := hclsyntax.LexConfig(src, name, start)
	if diags.HasErrors() {
		logger.Debug("comments: " + diags.Error())
		return nil
	}
	var out comments
	leading, busy := true, 0 // busy is the last line on which something else stands
	if start.Byte > 0 {
		leading, busy = false, start.Line
	}
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenNewline:
		case hclsyntax.TokenComment:
			text := strings.TrimRight(string(t.Bytes), "\r\n")
			first := t.Range.Start.Line
			out = append(out, comment{
				text: text, first: first, last: first + strings.Count(text, "\n"), alone: busy != first, leading: leading,
			})
		default:
			leading, busy = false, t.Range.End.Line
		}
	}
	return out
}

// beside returns the comments that begin or end on one of some lines, and those that
// stand by themselves right above the first of them.
func (c comments) beside(first, last int) comments {
	var out comments
	for i, one := range c {
		if one.last < first || one.first > last {
			continue
		}
		if len(out) == 0 {
			out = append(out, c[:i].above(first)...)
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		out = c.above(first)
	}
	return out
}

// above returns the comments that stand by themselves on the lines right above a line.
func (c comments) above(line int) comments {
	end := len(c)
	for end > 0 && c[end-1].last >= line {
		end--
	}
	begin := end
	for begin > 0 && c[begin-1].alone && c[begin-1].last == line-1 {
		begin--
		line = c[begin].first
	}
	return c[begin:end]
}

// within returns the comments from one line to another.
func (c comments) within(first, last int) comments {
	var out comments
	for _, one := range c {
		if one.first >= first && one.last <= last {
			out = append(out, one)
		}
	}
	return out
}
