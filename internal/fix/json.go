package fix

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// AppendToJSON appends elements, JSON texts, to the list under key in the
// outermost object of the JSON text that the heredoc or quoted string holds that
// starts at a place.
// The elements take on the indentation that is there; in a list of one line
// they lose their own lines. A single object becomes the first element of a
// new list, where it stands.
//
// Interpolations may stand in strings and for whole values, in the text and in
// the elements, where `${` starts one: a caller that means the characters
// writes `$${`, and `%%{` for `%{`. No directive may stand in either. The text
// must be plain at the top: what an interpolation between the members of the
// object, or at the end of the list, renders to could be members, elements or
// nothing. A fix appends to a list once, with all elements.
func (f *File) AppendToJSON(fx Fixer, start hcl.Pos, key string, elements ...string) error {
	t, err := f.template(start)
	if err != nil {
		return err
	}
	list, err := t.list(key)
	if err != nil {
		return err
	}
	texts, err := checkJSON(elements)
	if err != nil || len(texts) == 0 {
		return err
	}
	edits := list.edits(texts)
	for i := range edits {
		if edits[i].text, err = f.inTemplate(t, edits[i].text); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if err := fx.ReplaceText(f.span(start, t.at[e.start], t.at[e.end]), e.text); err != nil {
			return err
		}
	}
	return nil
}

// inTemplate returns new text as the source of a part of a template.
func (f *File) inTemplate(t *template, text string) (string, error) {
	if t.quoted {
		n, err := newText(text)
		if err != nil {
			return "", err
		}
		return f.ownLineEnds(n.quote(lineEnd(t.text))), nil
	}
	if slices.ContainsFunc(strings.Split(text, "\n"), func(s string) bool { return strings.TrimSpace(s) == t.marker }) {
		return "", unsupported("a line of new text would end the heredoc")
	}
	return f.ownLineEnds(text), nil
}

// checkJSON returns the texts read, if each is JSON where an interpolation may
// be any value or a part of a string.
func checkJSON(elements []string) ([]*template, error) {
	var texts []*template
	for _, e := range elements {
		t, err := newText(clean(e))
		if err != nil {
			return nil, err
		}
		if !json.Valid(bytes.ReplaceAll(t.text, []byte{hole}, []byte("0"))) {
			return nil, unsupported("`%s` is not JSON", e)
		}
		texts = append(texts, t)
	}
	return texts, nil
}
