package report

import (
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// subject is something that the report has answers about.
type subject struct {
	directory, address, name string
	place                    posture.Place
	class                    posture.Class
	sign                     posture.Sign
	answers                  []posture.Answer
	cells                    []posture.Cell // none of what belongs to no bucket
	serves                   string         // what a key encrypts
}

// subjects are all things that the report has answers about, in its order.
func subjects(r *posture.Report) (buckets, keys, others []subject) {
	topics := r.Topics()
	for _, b := range r.Buckets {
		buckets = append(buckets, subject{
			directory: b.Directory, address: b.Address, name: b.Name, place: b.Place, class: b.Class, sign: b.Standing(), answers: b.Answers,
			cells: posture.Cells(posture.BucketTopics, topics, b.Class, b.Facts, b.Answers),
		})
	}
	for _, k := range r.Keys {
		class := k.Class
		class.Why = "" // is said at the buckets
		keys = append(keys, subject{
			directory: k.Directory, address: k.Address, place: k.Place, class: class, sign: k.Standing(), answers: k.Answers, serves: serves(k),
			cells: posture.Cells(posture.KeyTopics, topics, class, k.Facts, k.Answers),
		})
	}
	for _, o := range r.Others {
		others = append(others, subject{directory: o.Directory, address: o.Address, place: o.Place, sign: o.Standing(), answers: o.Answers})
	}
	return buckets, keys, others
}

// serves says what a key encrypts.
func serves(k *posture.Key) string {
	if len(k.Buckets) == 0 {
		return ""
	}
	out := "encrypts " + fewOf(k.Buckets)
	if len(k.Tiers) > 0 {
		out += ", of tier " + strings.Join(k.Tiers, " and ")
	}
	return out
}

// fewOf lists some addresses, and says how many there are more.
func fewOf(all []string) string {
	const most = 3
	if len(all) <= most {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:most], ", "), len(all)-most)
}

// folds reports whether there is nothing to say of something but that it is there.
func (s subject) folds() bool { return !s.class.Sensitive && s.sign < posture.Accept }

// about says what class something has, and what a key is for.
func (s subject) about() []string {
	var out []string
	switch {
	case s.serves != "":
		out = append(out, s.serves)
	case s.class.Tier != "":
		out = append(out, s.class.Tier+": "+s.class.By)
	}
	if why := s.whyClass(); why != "" {
		out = append(out, why)
	}
	return out
}

// whyClass says why the class isn't known, and what isn't known with it.
func (s subject) whyClass() string {
	if s.class.Why == "" {
		return ""
	}
	out := "class not known"
	if s.class.Tier != "" {
		out = "the class isn't final"
	}
	var topics []string
	for _, c := range s.cells {
		if c.Waits && c.Topic != posture.Classified {
			topics = append(topics, c.Topic.Title())
		}
	}
	if len(topics) > 0 {
		out += ", and with it " + strings.Join(topics, ", ")
	}
	return out + ": " + s.class.Why
}

// mostReasons is how many reasons are given of one topic.
const mostReasons = 5

// given are the reasons that are given, and in words how many aren't.
func given(all []posture.Reason) (shown []posture.Reason, rest string) {
	more := 0
	for i, r := range all {
		if i < mostReasons {
			shown = append(shown, r)
		} else {
			more++
		}
		more += r.More
	}
	if more > 0 {
		rest = fmt.Sprintf("and %d more", more)
	}
	return shown, rest
}

// offs names the rules that are off and would report something, each once.
func offs(answers []posture.Answer) []string {
	var out []string
	for _, a := range answers {
		if posture.SignOf(a) == posture.Muted && (len(out) == 0 || out[len(out)-1] != a.Rule) {
			out = append(out, a.Rule)
		}
	}
	return out
}
