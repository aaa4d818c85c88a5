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
	// Label is the last label of the block.
	Label string
	// Body is nil for Local and JSON.
	Body *hclsyntax.Body
	// Range is where the block is.
	Range hcl.Range

	// Text is the text of a JSON file.
	Text string

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
	// Attr are the attributes that a reference goes on to, with points between them,
	// "" if it is to the whole.
	Attr string
	// Named is set where the place holds a name, not a reference.
	Named bool
	// Host is set where the place holds a host name of S3 with the name.
	Host bool
	// Scheme is that of the URL that the place is in.
	Scheme Scheme
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
	if n := len(b.Labels); n > 0 {
		block.Label = b.Labels[n-1]
	}
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
	use := Use{By: by, In: in}
	named := func(n name) {
		if spoken[in] {
			return
		}
		use := use
		use.Named, use.Host, use.Scheme = true, n.host, n.scheme
		add(x.names, n.text, use)
		if address, attr := reference(n.text); n.host && address != "" {
			use.Named, use.Attr = false, attr
			add(x.refs, address, use)
		}
	}
	said := map[hclsyntax.Expression]bool{}      // parts of a text that has been entered
	schemes := map[hclsyntax.Expression]Scheme{} // of the URLs in which parts of a text are
	attrs := map[hclsyntax.Expression]string{}   // that are asked of elements
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			if address := addressOf(e.Traversal); address != "" {
				use := use
				use.Attr, use.Scheme = attrOf(e.Traversal[strings.Count(address, ".")+1:]), schemes[e]
				if use.Attr == "" {
					use.Attr = attrs[e]
				}
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
			x.schemesOf(e.Parts, schemes)
		case *hclsyntax.FunctionCallExpr:
			named(name{text: opaque(x.source(e))})
			x.schemesOf(x.partsOfCall(e), schemes)
		case *hclsyntax.IndexExpr:
			named(name{text: opaque(x.source(e))})
		case *hclsyntax.RelativeTraversalExpr:
			if index, is := e.Source.(*hclsyntax.IndexExpr); is {
				attrs[index.Collection] = attrOf(e.Traversal)
			}
		case *hclsyntax.ForExpr:
			attrs[e.CollExpr] = asked(e)
		case *hclsyntax.SplatExpr:
			if each, is := e.Each.(*hclsyntax.RelativeTraversalExpr); is {
				attrs[e.Source] = attrOf(each.Traversal)
			}
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

// notAddresses are what references begin with that name nothing by an address.
var notAddresses = map[string]bool{"each": true, "count": true, "self": true, "path": true, "terraform": true}

// addressOf returns the address that a reference begins with, "" if it is to nothing
// that has one.
func addressOf(t hcl.Traversal) string {
	root := t.RootName()
	if notAddresses[root] {
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

// attrOf returns the attributes in the steps of a reference.
func attrOf(steps hcl.Traversal) string {
	var out []string
	for _, step := range steps {
		if attr, ok := step.(hcl.TraverseAttr); ok {
			out = append(out, attr.Name)
		}
	}
	return strings.Join(out, ".")
}

// asked returns the attributes that a for expression asks of the elements, those that
// have the most hold where it asks for several, "" for the elements as they are.
func asked(e *hclsyntax.ForExpr) string {
	out, most := "", Name
	for _, t := range e.ValExpr.Variables() {
		if t.RootName() != e.ValVar {
			continue
		}
		attr := attrOf(t[1:])
		if attr == "" {
			return ""
		}
		if form, _ := formOf(attr); out == "" || form == Host || most == ARN {
			out, most = attr, form
		}
	}
	return out
}

var (
	jsonAddress  = regexp.MustCompile(`(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*`)
	jsonTemplate = regexp.MustCompile(`\$\{([^{}]*)\}`)
)

// addJSON enters what the text of a JSON file looks like referring to and naming.
func (x *Index) addJSON(file, text string) {
	use := Use{By: &Block{Type: JSON, Text: text, Range: hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos}}}
	x.enter(use.By)
	for _, address := range jsonAddress.FindAllString(text, -1) {
		add(x.refs, address, use)
		add(x.names, opaque(address), use)
	}
	text = jsonTemplate.ReplaceAllStringFunc(text, func(s string) string {
		return opaque(strings.Join(strings.Fields(s[2:len(s)-1]), ""))
	})
	for _, n := range split(text) {
		use := use
		use.Named, use.Host, use.Scheme = true, n.host, n.scheme
		add(x.names, n.text, use)
		use.Named = false
		for _, source := range sources(n.text) {
			address, attr := reference(opaque(source))
			if use.Attr = attr; address != "" {
				add(x.refs, address, use)
			}
		}
	}
}
