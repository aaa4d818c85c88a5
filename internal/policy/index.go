package policy

import "strings"

// byName finds the resources of an element that may match a request, by the name before the
// first slash of the last part of their ARN.
type byName struct {
	by   map[string][]*element
	rest []*element // may match any name
}

// index returns an index of resources, nil if there are few.
func index(list []element) *byName {
	if len(list) < manyResources {
		return nil
	}
	x := &byName{by: map[string][]*element{}}
	for i := range list {
		el := &list[i]
		if name, ok := el.name(); ok {
			x.by[name] = append(x.by[name], el)
		} else {
			x.rest = append(x.rest, el)
		}
	}
	return x
}

// looked returns how many members of the element are looked at for a request, but for those
// that have its name.
func (l *elements) looked() int {
	if l.names == nil {
		return len(l.list)
	}
	return len(l.names.rest)
}

// name returns the name that the last part of an ARN surely begins with, up to a slash or
// its end.
func (el *element) name() (string, bool) {
	if !el.split || len(el.parts[5].segs) == 0 || el.parts[5].segs[0].kind != segText {
		return "", false
	}
	name, _, slash := strings.Cut(el.parts[5].segs[0].text, "/")
	return name, slash || len(el.parts[5].segs) == 1
}

// candidates calls a function with the members of the element that may match the request.
func (l *elements) candidates(req *Request, yield func(*element) (more bool)) {
	if l.names == nil || !req.arn {
		for i := range l.list {
			if !yield(&l.list[i]) {
				return
			}
		}
		return
	}
	name, _, _ := strings.Cut(req.parts[5], "/")
	for _, list := range [][]*element{l.names.by[name], l.names.rest} {
		for _, el := range list {
			if !yield(el) {
				return
			}
		}
	}
}
