package policy

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// witnesses collects the choices of one key.
type witnesses struct {
	key      *docKey
	list     []candidate
	seen     map[string]bool
	exact    bool // the list covers every value
	guess    bool // whether the key can hold made-up text isn't known
	sets     bool // a set qualifier is used
	figures  []float64
	prefixes []netip.Prefix
	folds    []string
	patterns []string
}

// uses reports whether the key stands under an operator of the family.
func (w *witnesses) uses(f family) bool {
	return slices.ContainsFunc(w.key.atoms, func(a *atom) bool { return a.family == f })
}

// add adds a choice; too many make the list inexact.
func (w *witnesses) add(c candidate) {
	if len(w.list) >= maxChoices {
		w.exact = false
		return
	}
	w.list = append(w.list, c)
}

// text adds a value, once.
func (w *witnesses) text(s string) {
	if !w.seen[s] {
		w.seen[s] = true
		c := textCandidate(s)
		c.unsure = w.guess
		w.add(c)
	}
}

// value adds what one value of a condition makes worth trying.
func (w *witnesses) value(a *atom, v *operand) {
	switch {
	case v.vars:
		w.exact = false
	case v.opaque:
		if a.family != familyString && a.family != familyLike || w.sets || a.unknown {
			w.exact = false
			return
		}
		w.add(candidate{kind: candCopy, leaf: v, unsure: w.guess})
	case a.family == familyNull:
	case !v.plain:
		w.pattern(a, v)
	case a.family == familyIP && v.valid:
		w.text(v.prefix.Masked().Addr().String())
		w.prefixes = append(w.prefixes, v.prefix)
		w.bit(v, "ip "+v.prefix.Masked().String())
	case a.family == familyDate && v.valid:
		w.text(v.text)
		for _, step := range []time.Duration{-time.Second, time.Second} {
			w.text(time.UnixMilli(int64(v.number * 1000)).Add(step).UTC().Format(time.RFC3339))
		}
	case a.family == familyBool:
		w.text("true")
		w.text("false")
	default:
		w.text(v.text)
		if a.family == familyNumeric && v.valid {
			w.figures = append(w.figures, v.number)
		}
		if a.foldCase {
			w.folds = append(w.folds, v.text)
		}
	}
}

// pattern adds text that fits a pattern with wildcards.
func (w *witnesses) pattern(a *atom, v *operand) {
	for _, filler := range []string{"", fresh} {
		if text, ok := v.example(filler); ok {
			w.text(text)
		}
	}
	if a.family == familyLike && v.everything() || a.family == familyARN && (!v.split || !v.arn) {
		return
	}
	w.bit(v, fmt.Sprint(a.family, v.segs))
}

// example returns text that fits the pattern, with the filler for each star.
func (p *pattern) example(filler string) (string, bool) {
	var text strings.Builder
	for _, s := range p.segs {
		switch s.kind {
		case segOne:
			text.WriteByte('x')
		case segText:
			text.WriteString(s.text)
		default:
			text.WriteString(filler)
		}
		if text.Len() > maxWitness {
			return "", false
		}
	}
	return text.String(), true
}

// bit gives a value its place in the combinations of patterns.
func (w *witnesses) bit(v *operand, id string) {
	i := slices.Index(w.patterns, id)
	if i < 0 {
		if i = len(w.patterns); i == maxPatterns {
			w.exact = false
			return
		}
		w.patterns = append(w.patterns, id)
	}
	v.bit = int8(i)
}

// numbers adds a number below, above and between those of the conditions. That
// a key can hold them isn't known: many hold integers only.
func (w *witnesses) numbers() {
	slices.Sort(w.figures)
	figures := slices.Compact(w.figures)
	for i, n := range figures {
		if i == 0 {
			w.figure(n - 1)
		}
		next := n + 1
		if i+1 < len(figures) {
			next = n + (figures[i+1]-n)/2
		}
		w.figure(next)
	}
}

func (w *witnesses) figure(n float64) {
	c := textCandidate(strconv.FormatFloat(n, 'g', -1, 64))
	c.unsure = true
	w.add(c)
}

// outside adds addresses that no block of the conditions holds.
func (w *witnesses) outside() {
	if len(w.prefixes) == 0 {
		return
	}
	for _, text := range []string{"203.0.113.9", "198.51.100.9", "8.8.8.8", "2001:db8::9", "2600::9"} {
		inside := func(p netip.Prefix) bool { return p.Contains(netip.MustParseAddr(text)) }
		if !slices.ContainsFunc(w.prefixes, inside) {
			w.text(text)
		}
	}
}

// folded adds the text of IgnoreCase conditions in a case that no condition
// names.
func (w *witnesses) folded() {
	done := map[string]bool{}
	for _, text := range w.folds {
		upper, lower := strings.ToUpper(text), strings.ToLower(text)
		if upper == lower || done[lower] {
			continue
		}
		done[lower] = true
		w.exact = w.exact && len(w.patterns) == 0 && (!w.seen[upper] || !w.seen[lower])
		w.text(upper)
		w.text(lower)
	}
}

// combine adds text that no condition names, for each combination of the
// patterns that it may fit. Such text needn't exist.
func (w *witnesses) combine() {
	if len(w.patterns) == 0 || !w.exact {
		return
	}
	for bits := range 1 << len(w.patterns) {
		w.add(candidate{kind: candBits, bits: uint8(bits), unsure: true})
	}
}
