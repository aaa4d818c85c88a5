package posture

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Words in which answers say what they wait for.
var (
	unset     = regexp.MustCompile(`(?:^|[\s;])var\.([\w-]+) has no value`)
	notLoaded = regexp.MustCompile(`(?:^|[\s;])((?:module\.[\w-]+(?:\[[^\]]*\])?\.?)+)[\w.-]* (?:isn't loaded|is decided in a module that isn't loaded)`)
)

// want finds out what would make more known.
func (r *Report) want() {
	variables, modules := map[Wanted]int{}, map[Wanted]int{}
	ask := func(dir, why string) {
		for _, m := range unset.FindAllStringSubmatch(why, -1) {
			variables[Wanted{Directory: dir, Name: m[1]}]++
		}
		for _, m := range notLoaded.FindAllStringSubmatch(why, -1) {
			modules[Wanted{Directory: dir, Name: strings.TrimSuffix(m[1], ".")}]++
		}
	}
	classes := 0
	for _, b := range r.Buckets {
		if b.Class.Why != "" {
			classes++
			ask(b.Directory, b.Class.Why)
		}
		askAll(b.Directory, b.Facts, b.Answers, ask)
	}
	for _, k := range r.Keys {
		askAll(k.Directory, k.Facts, k.Answers, ask)
	}
	for _, o := range r.Others {
		askAll(o.Directory, nil, o.Answers, ask)
	}
	r.More = More{Variables: wanted(variables), Modules: wanted(modules), Classes: classes}
}

// askAll asks for what the answers of one bucket or key wait for, and its facts where no answer says it.
func askAll(dir string, facts map[Topic]Fact, answers []Answer, ask func(dir, why string)) {
	for _, a := range answers {
		if SignOf(a) == Open {
			ask(dir, a.Why)
		}
	}
	said := Reasons(answers, Class{})
	for _, topic := range slices.Sorted(maps.Keys(facts)) {
		why, n := facts[topic].Why, len(said)
		if why == "" {
			continue
		}
		if said = withFact(said, why); len(said) > n {
			ask(dir, why)
		}
	}
}

// wanted lists what is wanted, what the most answers wait for first.
func wanted(counts map[Wanted]int) []Wanted {
	out := []Wanted{}
	for w, n := range counts {
		w.Answers = n
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b Wanted) int {
		return cmp.Or(b.Answers-a.Answers, strings.Compare(a.Directory, b.Directory), strings.Compare(a.Name, b.Name))
	})
	return out
}
