package usage

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Block is what can use something: a top-level block, a single local, or a whole
// JSON file, of which only the text is looked at.
type Block struct {
	// Type is the resource type, "data." before that of data sources, else the
	// type of the block; Local or JSON.
	Type string
	// Address is how others refer to the block, "" if they can't.
	Address string
	// Body is nil for Local and JSON.
	Body *hclsyntax.Body
	// Range is where the block is.
	Range hcl.Range

	forEach string // source text of for_each
	whole   string // name that is the whole of a local or of a variable's default
}

// The types of what isn't a block.
const (
	Local = "local"
	JSON  = "json"
)

// Use is a place in a block that uses something.
type Use struct {
	By *Block
	// In is the argument of the block, or the type of the block in it.
	In string
}

// Index finds uses. It is made in one pass over the files, and belongs to one
// goroutine.
type Index struct {
	files  map[string]*hcl.File
	blocks map[string][]*Block // by address
	byType map[string][]*Block
	locals map[string]*local
	refs   map[string][]Use // by the address that is referred to
	names  map[string][]Use // by name, see names.go
}

// New indexes the files of a module.
func New(files map[string]*hcl.File) *Index {
	x := &Index{
		files:  files,
		blocks: map[string][]*Block{},
		byType: map[string][]*Block{},
		locals: map[string]*local{},
		refs:   map[string][]Use{},
		names:  map[string][]Use{},
	}
	for _, f := range files {
		if body, native := f.Body.(*hclsyntax.Body); native {
			x.addLocals(body)
		}
	}
	for name, f := range files {
		if body, native := f.Body.(*hclsyntax.Body); native {
			for _, b := range body.Blocks {
				x.addBlock(b)
			}
			continue
		}
		x.addJSON(name, string(f.Bytes))
	}
	return x
}

// Blocks returns the blocks of an address: several where override files add to
// one.
func (x *Index) Blocks(address string) []*Block { return x.blocks[address] }

// OfType returns the native blocks of a type, in no particular order.
func (x *Index) OfType(typ string) []*Block { return x.byType[typ] }

// HasName reports whether a text occurs as a name in a block of a type.
func (x *Index) HasName(typ, name string) bool {
	for _, u := range x.names[name] {
		if u.By.Type == typ {
			return true
		}
	}
	return false
}

func (x *Index) addLocals(body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		if b.Type != "locals" {
			continue
		}
		for name, attr := range b.Body.Attributes {
			x.locals[name] = &local{expr: attr.Expr}
		}
	}
}

func (x *Index) addBlock(b *hclsyntax.Block) {
	if b.Type == "locals" {
		for name, attr := range b.Body.Attributes {
			l := &Block{Type: Local, Address: "local." + name, Range: attr.NameRange}
			l.whole, _ = x.simple(name, 0)
			x.enter(l)
			x.scan(l, "", attr.Expr)
		}
		return
	}
	block := &Block{Type: b.Type, Body: b.Body, Range: b.TypeRange}
	switch {
	case b.Type == "resource" && len(b.Labels) == 2:
		block.Type = b.Labels[0]
		block.Address = b.Labels[0] + "." + b.Labels[1]
	case b.Type == "data" && len(b.Labels) == 2:
		block.Type = "data." + b.Labels[0]
		block.Address = "data." + b.Labels[0] + "." + b.Labels[1]
	case b.Type == "module" && len(b.Labels) == 1:
		block.Address = "module." + b.Labels[0]
	case b.Type == "variable" && len(b.Labels) == 1:
		block.Address = "var." + b.Labels[0]
		if attr := b.Body.Attributes["default"]; attr != nil {
			block.whole, _ = x.render(block, attr.Expr, 0)
		}
	}
	if attr := b.Body.Attributes["for_each"]; attr != nil {
		block.forEach = x.source(attr.Expr)
	}
	x.enter(block)
	for name, attr := range b.Body.Attributes {
		x.scan(block, name, attr.Expr)
	}
	for _, inner := range b.Body.Blocks {
		in := inner.Type
		if in == "dynamic" && len(inner.Labels) > 0 {
			in = inner.Labels[0]
		}
		x.scanBody(block, in, inner.Body)
	}
}

func (x *Index) enter(b *Block) {
	x.byType[b.Type] = append(x.byType[b.Type], b)
	if b.Address != "" {
		x.blocks[b.Address] = append(x.blocks[b.Address], b)
	}
}

func (x *Index) scanBody(by *Block, in string, body *hclsyntax.Body) {
	for _, attr := range body.Attributes {
		x.scan(by, in, attr.Expr)
	}
	for _, b := range body.Blocks {
		x.scanBody(by, in, b.Body)
	}
}

// spoken are the arguments that speak of things without using them. A name there may
// be anything's.
var spoken = map[string]bool{"tags": true, "tags_all": true, "description": true, "comment": true}

// scan enters what an expression refers to and names.
func (x *Index) scan(by *Block, in string, expr hclsyntax.Expression) {
	use := Use{by, in}
	named := func(name string) {
		if !spoken[in] {
			add(x.names, name, use)
		}
	}
	said := map[hclsyntax.Expression]bool{} // parts of a text that has been entered
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			if address := addressOf(e.Traversal); address != "" {
				add(x.refs, address, use)
			}
			if !said[e] {
				x.namesIn(by, e, named)
			}
		case *hclsyntax.TemplateExpr:
			if !said[e] {
				x.namesIn(by, e, named)
			}
			sayParts(e, said)
		case *hclsyntax.FunctionCallExpr:
			named(opaque(x.source(e)))
		case *hclsyntax.IndexExpr:
			named(opaque(x.source(e)))
		}
		return nil
	})
}

// add enters a use once: what a block says twice in one place comes one after the
// other.
func add(to map[string][]Use, key string, use Use) {
	uses := to[key]
	if n := len(uses); n == 0 || uses[n-1] != use {
		to[key] = append(uses, use)
	}
}

// addressOf returns the address that a reference begins with, "" if it is to nothing
// that has one.
func addressOf(t hcl.Traversal) string {
	root := t.RootName()
	switch root {
	case "each", "count", "self", "path", "terraform":
		return ""
	}
	steps := 2
	if root == "data" {
		steps = 3
	}
	if len(t) < steps {
		return ""
	}
	names := []string{root}
	for _, step := range t[1:steps] {
		attr, ok := step.(hcl.TraverseAttr)
		if !ok {
			return ""
		}
		names = append(names, attr.Name)
	}
	return strings.Join(names, ".")
}

var (
	jsonAddress  = regexp.MustCompile(`(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*`)
	jsonTemplate = regexp.MustCompile(`\$\{([^{}]*)\}`)
)

// addJSON enters what the text of a JSON file looks like referring to and naming.
func (x *Index) addJSON(name, text string) {
	use := Use{By: &Block{Type: JSON, Range: hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}}}
	for _, address := range jsonAddress.FindAllString(text, -1) {
		add(x.refs, address, use)
		add(x.names, opaque(address), use)
	}
	text = jsonTemplate.ReplaceAllStringFunc(text, func(s string) string {
		return opaque(strings.Join(strings.Fields(s[2:len(s)-1]), ""))
	})
	for _, n := range split(text) {
		add(x.names, n, use)
	}
}
