package posture

import (
	"slices"
	"strings"
)

// Reason is why something isn't known.
type Reason struct {
	Why string
	// Rules are those that wait for it, none where no rule asks.
	Rules []string
	// About are the addresses that it is about where that isn't the bucket or key itself.
	About []string
	// More is how many other answers there are that aren't listed, and may have reasons of their own.
	More int
}

// unsaid stands where a reason should.
const unsaid = "no reason is given"

// Reasons returns the reasons of what isn't known, each once. What only waits for the class has none of its own.
func Reasons(answers []Answer, class Class) []Reason {
	var out []Reason
	for _, a := range answers {
		if SignOf(a) != Open || class.waits(a) {
			continue
		}
		why := a.Why
		if why == "" {
			why = unsaid
		}
		i := slices.IndexFunc(out, func(r Reason) bool { return r.Why == why })
		if i < 0 {
			i = len(out)
			out = append(out, Reason{Why: why})
		}
		r := &out[i]
		if !slices.Contains(r.Rules, a.Rule) {
			r.Rules = append(r.Rules, a.Rule)
		}
		if a.About != "" && !slices.Contains(r.About, a.About) {
			r.About = append(r.About, a.About)
		}
		r.More += a.More
	}
	return out
}

// withFact adds why a fact isn't known, unless a reason says that already.
func withFact(reasons []Reason, why string) []Reason {
	if slices.ContainsFunc(reasons, func(r Reason) bool { return strings.Contains(r.Why, why) }) {
		return reasons
	}
	return append(reasons, Reason{Why: why})
}

// waits reports whether an answer isn't known only because the class isn't.
func (c Class) waits(a Answer) bool { return c.Why != "" && a.Why == c.Why }
