package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// tally is what has been compared.
type tally struct {
	names     []string // of the rules for which labels say something
	questions map[string]struct{ known, decided, contradicted int }
	rules     map[string]struct{ right, missed, wrong, open int }
	remarks   []string
}

func newTally() *tally {
	return &tally{
		names: []string{
			"s3_bucket_explicit_sse", "s3_bucket_key_enabled", "s3_bucket_deny_insecure_transport", "s3_bucket_deny_unencrypted_put",
			"s3_bucket_pin_cmk", "kms_key_rotation", "kms_key_deletion_window",
		},
		questions: map[string]struct{ known, decided, contradicted int }{},
		rules:     map[string]struct{ right, missed, wrong, open int }{},
	}
}

// enter enters the answers for one thing; nil where there is none of it.
func (t *tally) enter(at string, w wanted, got *judged) {
	if got == nil {
		return // a count of 0
	}
	for question, want := range w.questions {
		if want == tri.Unknown {
			continue
		}
		c := t.questions[question]
		c.known++
		switch is := got.Questions[question]; {
		case is == want.String():
			c.decided++
		case is != "" && is != tri.Unknown.String():
			c.decided++
			c.contradicted++
			t.remarks = append(t.remarks, fmt.Sprintf("%s %s: %s: labelled %s, found %s", at, w.address, question, want, is))
		default:
			t.remarks = append(t.remarks, fmt.Sprintf("%s %s: %s: labelled %s, not known", at, w.address, question, want))
		}
		t.questions[question] = c
	}
	for _, rule := range t.names {
		want, judged := w.rules[rule]
		fault := judged && want == tri.No
		reported := slices.Contains(got.Reported, rule)
		c := t.rules[rule]
		switch {
		case fault && reported:
			c.right++
		case fault:
			c.missed++
			t.remarks = append(t.remarks, fmt.Sprintf("%s %s: %s misses it", at, w.address, rule))
		case reported && judged && want == tri.Unknown:
			c.open++
			t.remarks = append(t.remarks, fmt.Sprintf("%s %s: %s reports what the label leaves open", at, w.address, rule))
		case reported:
			c.wrong++
			t.remarks = append(t.remarks, fmt.Sprintf("%s %s: %s reports what the label says is right", at, w.address, rule))
		}
		t.rules[rule] = c
	}
}

// print prints it all as Markdown.
func (t *tally) print(out io.Writer) {
	fmt.Fprintln(out, "| question | labelled | known | contradicted |\n|---|---|---|---|")
	for _, q := range slices.Sorted(maps.Keys(t.questions)) {
		c := t.questions[q]
		fmt.Fprintf(out, "| %s | %d | %d | %d |\n", q, c.known, c.decided, c.contradicted)
	}
	fmt.Fprintln(out, "\n| rule | faults | found | missed | wrong | open |\n|---|---|---|---|---|---|")
	for _, rule := range t.names {
		c := t.rules[rule]
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %d |\n", rule, c.right+c.missed, c.right, c.missed, c.wrong, c.open)
	}
	fmt.Fprintln(out)
	slices.SortFunc(t.remarks, cmp.Compare[string])
	for _, remark := range t.remarks {
		fmt.Fprintln(out, "-", remark)
	}
}
