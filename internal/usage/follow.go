package usage

// Of returns the places that use a resource: that refer to it or hold one of its
// names, or use a local, a variable or a block that does, where through says so of the
// block. The resource itself doesn't count.
func (x *Index) Of(address string, names []string, through func(*Block) bool) []Use {
	f := &follower{self: address, through: through, seen: map[target]bool{}}
	f.enter(target{text: address})
	for _, name := range names {
		f.enter(target{text: name, name: true})
	}
	for len(f.queue) > 0 {
		next := f.queue[0]
		f.queue = f.queue[1:]
		uses := x.refs[next.text]
		if next.name {
			uses = x.names[next.text]
		}
		for _, use := range uses {
			f.visit(next, use)
		}
	}
	return f.out
}

// target is what is looked for: an address or a name.
type target struct {
	text string
	name bool
}

type follower struct {
	self    string
	through func(*Block) bool
	seen    map[target]bool
	queue   []target
	out     []Use
}

func (f *follower) enter(t target) {
	if t.text != "" && !f.seen[t] {
		f.seen[t] = true
		f.queue = append(f.queue, t)
	}
}

func (f *follower) visit(t target, use Use) {
	by := use.By
	switch {
	case by.Address == f.self:
	case by.Type == Local && t.name && by.whole != "":
		// Whoever refers to the local has the name, or another that is made of it.
	case by.Type == "variable" && t.name && by.whole == t.text:
		f.enter(target{text: opaque(by.Address), name: true})
	case by.Type == Local, by.Type == "variable":
		f.enter(target{text: by.Address})
	default:
		f.out = append(f.out, use)
		if f.through(by) {
			f.enter(target{text: by.Address})
		}
	}
}
