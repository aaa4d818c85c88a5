package terraform

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Instance is one instance of a resource.
type Instance struct {
	// Resource is the block that it comes from.
	Resource *Resource
	// Symbolic is set where it isn't known that the instance exists, or that its
	// module does.
	Symbolic bool

	own    bool // it isn't known even if the module exists
	anyKey bool // the key isn't known either
	key    cty.Value
	scope  *scope
	values map[string]cty.Value // attributes as references see them; NilVal while evaluated

	arguments map[string]Value // those that took an evaluation
}

// Address returns the address, without key where the key isn't known; what isn't known of it is "…".
func (i *Instance) Address() Address {
	a := i.Resource.Address
	switch {
	case i.key == cty.NilVal:
	case !i.anyKey:
		a.Key = i.key
	case i.key.Type() == cty.String:
		if text := shown(i.key.AsString()); text != hidden {
			a.Key = cty.StringVal(text)
		}
	}
	return a
}

// Argument returns an argument of the instance as it is written.
func (i *Instance) Argument(name string) Value {
	if v, ok := i.arguments[name]; ok {
		return v
	}
	v := argument(i.scope, i.Resource.Block.Body, name)
	if v.Written() && !v.Literal() {
		if i.arguments == nil {
			i.arguments = map[string]Value{}
		}
		i.arguments[name] = v
	}
	return v
}

// Blocks returns the nested blocks of a type, dynamic ones expanded.
func (i *Instance) Blocks(typ string) []*Block {
	return blocks(i.scope, i.Resource.Block.Body, typ, tri.Yes)
}

// Dynamic reports whether the instance has a dynamic block of a type, whatever
// the number of its elements.
func (i *Instance) Dynamic(typ string) bool {
	for _, b := range i.Resource.Block.Body.Blocks {
		if b.Type == "dynamic" && b.Labels[0] == typ {
			return true
		}
	}
	return false
}

// Elements returns what the dynamic blocks of a type iterate over.
func (i *Instance) Elements(typ string) []Value {
	var out []Value
	for _, b := range i.Resource.Block.Body.Blocks {
		if b.Type == "dynamic" && b.Labels[0] == typ {
			out = append(out, argument(i.scope, b.Body, "for_each"))
		}
	}
	return out
}

// Token returns a made-up name for the instance, good for identity: it is the
// same for the same instance, unlike any other, and survives wherever a bucket
// name or key id may stand. It is a string that carries a StandIn mark.
func (i *Instance) Token() cty.Value {
	return cty.StringVal(token(below(i.Resource.Module.id, i.Resource.Address.Local()) + keyText(i.key))).Mark(i.StandIn())
}

// StandIn returns the mark of a value that only stands for one of this
// instance's computed attributes.
func (i *Instance) StandIn() Origin { return Origin{StandIn, i.Resource.Address.Local()} }

// TokenPrefix begins every made-up text.
const TokenPrefix = "standin-"

// tokenLength is the length of a made-up text.
const tokenLength = len(TokenPrefix) + 24

// token makes up a text that is the same for the same seed only.
func token(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return TokenPrefix + hex.EncodeToString(sum[:])[:tokenLength-len(TokenPrefix)]
}

// symbolicKey returns the key of an instance whose keys aren't known. It
// depends on nothing but the canonical form of the for_each expression, so that
// two resources over the same unknown collection have the same key.
func symbolicKey(canonical string) cty.Value {
	return cty.StringVal(token("each.key of " + canonical)).Mark(Origin{Symbolic, "each.key"})
}

// attribute returns an attribute as a reference to it sees it: a stand-in, the
// argument as written, or an unknown value with its origin.
func (i *Instance) attribute(name string) cty.Value {
	if v := i.values[name]; v != cty.NilVal {
		return v
	}
	if first := i.alike(); first != nil {
		return first.attribute(name)
	}
	addr := i.Resource.Address
	addr.Key = i.key
	origin := addr.Local() + addr.KeyText() + "." + name
	kind := Computed
	if addr.Data {
		kind = DataSource
	}
	if i.evaluating(name) {
		i.Resource.Module.logf("%s depends on itself", origin)
		return unknown(Invalid, origin, cty.DynamicPseudoType)
	}
	if i.values == nil {
		i.values = map[string]cty.Value{}
	}
	i.values[name] = cty.NilVal
	v, ok := i.Resource.Module.tree.options.Provider.Computed(i, name)
	if !ok && i.Resource.Block.Body.Attributes[name] != nil {
		// An optional argument that is null is computed all the same.
		v = i.Argument(name).Cty
		ok = !v.IsNull()
	}
	if !ok {
		v = unknown(kind, origin, cty.DynamicPseudoType)
	}
	if i.own { // what is in one module exists or not together
		v = v.Mark(Origin{Symbolic, i.Resource.Address.Local()})
	}
	i.values[name] = v
	return v
}

// evaluating reports whether an attribute is being evaluated right now.
func (i *Instance) evaluating(name string) bool {
	v, begun := i.values[name]
	return begun && v == cty.NilVal
}

// object returns the instance as a value with the given attributes, and with
// those that the provider lists where whole is set.
func (i *Instance) object(attrs map[string]bool, whole bool) cty.Value {
	addr := i.Resource.Address
	listed := i.Resource.Module.tree.options.Provider.Attributes(addr.Data, addr.Type)
	if whole && listed == nil {
		kind := Computed
		if addr.Data {
			kind = DataSource
		}
		return unknown(kind, addr.Local(), cty.DynamicPseudoType)
	}
	values := map[string]cty.Value{}
	for name := range attrs {
		values[name] = i.attribute(name)
	}
	if !whole {
		return cty.ObjectVal(values)
	}
	for _, name := range listed {
		values[name] = i.attribute(name)
	}
	// That isn't all of them: the object only stands for the instance.
	return cty.ObjectVal(values).Mark(i.StandIn())
}

// Block is a nested block of an instance.
type Block struct {
	// Block is the block as the host gave it; for a dynamic block its content.
	Block *hclext.Block
	// Exists is Yes, or Unknown where a dynamic block's for_each isn't known.
	Exists tri.Answer
	scope  *scope
}

// Argument returns an argument of the block as it is written.
func (b *Block) Argument(name string) Value { return argument(b.scope, b.Block.Body, name) }

// Blocks returns the nested blocks of a type, dynamic ones expanded.
func (b *Block) Blocks(typ string) []*Block { return blocks(b.scope, b.Block.Body, typ, b.Exists) }

// blocks returns the blocks of a type in a body, dynamic ones expanded.
func blocks(s *scope, body *hclext.BodyContent, typ string, exists tri.Answer) []*Block {
	var out []*Block
	for _, b := range written(body, typ) {
		if b.Type == typ {
			out = append(out, &Block{Block: b, Exists: exists, scope: s})
		} else {
			out = append(out, dynamic(s, b, exists)...)
		}
	}
	return out
}

// written returns the blocks of a type as they stand in a body, dynamic ones
// included. The blocks of an override file, the last by name, take the place of all
// others of their type, static or dynamic; the host replaces those of the same form
// only.
func written(body *hclext.BodyContent, typ string) []*hclext.Block {
	var out []*hclext.Block
	last := "" // the override file that out is from
	for _, b := range body.Blocks {
		if b.Type != typ && (b.Type != "dynamic" || b.Labels[0] != typ) {
			continue
		}
		file := ""
		if isOverride(b.DefRange.Filename) {
			file = b.DefRange.Filename
		}
		switch {
		case file > last:
			out, last = []*hclext.Block{b}, file
		case file == last:
			out = append(out, b)
		}
	}
	return out
}

// dynamic expands a dynamic block: a block for each element, or one that may
// exist where the elements aren't known.
func dynamic(s *scope, b *hclext.Block, exists tri.Answer) []*Block {
	content := dynamicContent(b)
	attr := b.Body.Attributes["for_each"]
	if content == nil || attr == nil {
		// That is an error; what was meant isn't known.
		empty := &hclext.Block{Type: b.Labels[0], Body: &hclext.BodyContent{}, DefRange: b.DefRange, TypeRange: b.TypeRange}
		return []*Block{{Block: empty, Exists: tri.Unknown, scope: s}}
	}
	forEach := s.module.tree.syntax(attr)
	v := s.eval(forEach)
	keys, values, known := dynamicEntries(v, s.module.tree.meter.blocks)
	if !known {
		_, marks := v.UnmarkDeep()
		it := symbolicElement(s, forEach)
		keys, values = []cty.Value{it.key}, []cty.Value{it.value.WithMarks(marks)}
		exists = tri.Unknown
	} else if hasKind(v.Marks(), Symbolic, StandIn) {
		exists = tri.Unknown
	}
	out := make([]*Block, len(keys))
	for i := range keys {
		inner := s.within(b, iterator{key: keys[i], value: values[i], forEach: forEach, outer: s})
		out[i] = &Block{Block: content, Exists: exists, scope: inner}
	}
	return out
}

// dynamicContent returns the last content block of a dynamic block, nil if it has none.
func dynamicContent(b *hclext.Block) (content *hclext.Block) {
	for _, c := range b.Body.Blocks {
		if c.Type == "content" {
			content = c
		}
	}
	return content
}

// within returns the scope inside the content of a dynamic block.
func (s *scope) within(b *hclext.Block, it iterator) *scope {
	name := b.Labels[0]
	if attr := b.Body.Attributes["iterator"]; attr != nil {
		name = keyword(attr.Expr)
	}
	return s.with(name, it)
}

// symbolicElement is an element of what a dynamic block iterates over, of which nothing
// is known.
func symbolicElement(s *scope, forEach hclsyntax.Expression) iterator {
	return iterator{key: symbolicKey(s.canon(forEach)), value: cty.DynamicVal, forEach: forEach, outer: s}
}

// dynamicEntries is entries for a dynamic block, which iterates over lists
// and any kind of element as well.
func dynamicEntries(v cty.Value, admits func(int) bool) (keys, values []cty.Value, known bool) {
	plain, marks := v.Unmark()
	if !plain.IsKnown() || plain.IsNull() || !plain.CanIterateElements() || !admits(plain.LengthInt()) {
		return nil, nil, false
	}
	for it := plain.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if plain.Type().IsSetType() {
			key = value
		}
		keys, values = append(keys, key.WithMarks(marks)), append(values, value.WithMarks(marks))
	}
	return keys, values, true
}
