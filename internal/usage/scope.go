package usage

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Scope is a module at one of its calls: what its variables are depends on it.
type Scope struct {
	// Index is that of the module's files.
	Index *Index
	// Call is the address of the call in the scope that calls the module.
	Call string
	// Caller is that scope, nil for a module of which it isn't known who calls it.
	Caller *Scope
}

// Argument returns an argument of the call, nil if it is left out.
func (s *Scope) Argument(name string) hclsyntax.Expression {
	if s.Caller == nil {
		return nil
	}
	for _, b := range slices.Backward(s.Caller.Index.Blocks(s.Call)) {
		if attr := b.Body.Attributes[name]; attr != nil {
			return attr.Expr
		}
	}
	return nil
}

// Place is an expression with what the names in it mean.
type Place struct {
	Expr hclsyntax.Expression

	scope *Scope
	block *Block              // whose for_each each is about
	vars  map[string]iterator // of for expressions and dynamic blocks
}

// iterator is the variable of a for expression or of a dynamic block.
type iterator struct {
	over   *Place // the collection
	keys   bool   // of which it is the keys, not the elements
	member string // attribute that is the element, "" if the variable is
}

// Place returns an expression in a block of the module.
func (s *Scope) Place(by *Block, expr hclsyntax.Expression) *Place {
	return &Place{Expr: expr, scope: s, block: by}
}

func (p *Place) at(expr hclsyntax.Expression) *Place {
	out := *p
	out.Expr = expr
	return &out
}

// bind returns an expression in which a variable stands for the elements of a
// collection.
func (p *Place) bind(expr hclsyntax.Expression, name string, it iterator) *Place {
	out := p.at(expr)
	out.vars = map[string]iterator{name: it}
	for other, it := range p.vars {
		if other != name {
			out.vars[other] = it
		}
	}
	return out
}

// Setting is an argument of a block or in it, or a member of an object that is one.
type Setting struct {
	// In is the argument of the block, or the type of the block in it.
	In string
	// Name is that of the argument or member.
	Name string
	// Value is what it is.
	Value *Place
}

// Settings returns the settings of a block at any depth, and the names of those in
// which there may be others that aren't known.
func (s *Scope) Settings(b *Block) (settings []Setting, open map[string]bool) {
	w := &settingsOf{open: map[string]bool{}}
	if b.Body != nil {
		w.body("", b.Body, s.Place(b, nil))
	}
	return w.out, w.open
}

type settingsOf struct {
	out   []Setting
	open  map[string]bool
	depth int

	visits int // of what is nested deeper than usual
}

func (w *settingsOf) body(in string, body *hclsyntax.Body, p *Place) {
	of := func(name string) string {
		if in == "" {
			return name
		}
		return in
	}
	for name, attr := range body.Attributes {
		w.setting(of(name), name, p.at(attr.Expr))
	}
	for _, b := range body.Blocks {
		if b.Type != "dynamic" || len(b.Labels) == 0 {
			w.body(of(b.Type), b.Body, p)
			continue
		}
		name, inner := b.Labels[0], p
		if attr := b.Body.Attributes["for_each"]; attr != nil {
			iterates := name
			if it := b.Body.Attributes["iterator"]; it != nil {
				iterates = hcl.ExprAsKeyword(it.Expr)
			}
			inner = p.bind(nil, iterates, iterator{over: p.at(attr.Expr), member: "value"})
		}
		for _, content := range b.Body.Blocks {
			w.body(of(name), content.Body, inner)
		}
	}
}

func (w *settingsOf) setting(in, name string, p *Place) {
	if len(w.out) >= maxSettings {
		w.open[name] = true
		return
	}
	w.out = append(w.out, Setting{In: in, Name: name, Value: p})
	w.members(in, name, p)
}

// members enters the settings in a collection.
func (w *settingsOf) members(in, name string, p *Place) {
	if w.depth > usualDepth {
		w.visits++
	}
	if w.depth > maxDepth || w.visits > maxVisits {
		w.open[name] = true
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	v := p.Follow()
	if v.Open {
		w.open[name] = true
	}
	for _, p := range v.Places {
		switch e := p.Expr.(type) {
		case *hclsyntax.ObjectConsExpr:
			for _, item := range e.Items {
				key, ok := Key(item)
				if !ok {
					key = name
				}
				w.setting(in, key, p.at(item.ValueExpr))
			}
		case *hclsyntax.TupleConsExpr:
			for _, elem := range e.Exprs {
				w.members(in, name, p.at(elem))
			}
		case *hclsyntax.ForExpr:
			w.members(in, name, p.element(e))
		}
	}
}
