package lint

import (
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// remarks are the comments of a file, read where somebody asks for them: to read all takes half as
// long as to parse the file. A stretch is what follows a top-level block up to the end of the
// next one. Files in JSON have no comments.
type remarks struct {
	name   string
	src    []byte
	blocks hclsyntax.Blocks
	read   map[int]comments // by stretch
}

func newRemarks(name string, file *hcl.File) *remarks {
	r := &remarks{name: name, read: map[int]comments{}}
	if body, native := file.Body.(*hclsyntax.Body); native {
		r.src, r.blocks = file.Bytes, body.Blocks
	}
	return r
}

// near returns the comments of the stretches that have some of the lines from one to another.
func (r *remarks) near(first, last int) comments {
	i := sort.Search(len(r.blocks), func(i int) bool { return r.blocks[i].CloseBraceRange.End.Line >= first })
	var out comments
	for ; i <= len(r.blocks) && r.start(i).Line <= last; i++ {
		out = append(out, r.stretch(i)...)
	}
	return out
}

// leading returns the comments before which only comments stand in the file.
func (r *remarks) leading() comments {
	first := r.stretch(0)
	end := 0
	for end < len(first) && first[end].leading {
		end++
	}
	return first[:end]
}

// start returns where a stretch begins.
func (r *remarks) start(i int) hcl.Pos {
	if i == 0 {
		return hcl.InitialPos
	}
	return r.blocks[i-1].CloseBraceRange.End
}

func (r *remarks) stretch(i int) comments {
	out, done := r.read[i]
	if !done {
		start, end := r.start(i), len(r.src)
		if i < len(r.blocks) {
			end = r.blocks[i].CloseBraceRange.End.Byte
		}
		out = readComments(r.name, r.src[start.Byte:end], start)
		r.read[i] = out
	}
	return out
}

// beside returns the comments beside some lines: see comments.
func (r *remarks) beside(first, last int) comments { return r.near(first, last).beside(first, last) }

// within returns the comments from one line to another.
func (r *remarks) within(first, last int) comments { return r.near(first, last).within(first, last) }
