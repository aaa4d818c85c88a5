package main

import (
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// judged is what the plugin says of one block, whatever its instances: a question that they
// answer differently isn't known, and a rule that reports one of them reports it.
type judged struct {
	Questions map[string]string
	Reported  []string
}

// answers enters the answer of an instance.
func (j *judged) answers(question string, is tri.Answer) {
	if old, has := j.Questions[question]; has && old != is.String() {
		is = tri.Unknown
	}
	j.Questions[question] = is.String()
}

func (j *judged) reports(rule string) {
	if !slices.Contains(j.Reported, rule) {
		j.Reported = append(j.Reported, rule)
	}
}

// of returns what is judged of an instance's block.
func of(all map[string]*judged, inst *terraform.Instance) *judged {
	address := inst.Resource.Address.String()
	if all[address] == nil {
		all[address] = &judged{Questions: map[string]string{}}
	}
	return all[address]
}

// about returns the instances that labels have what is found of a subject: the buckets of a
// configuration.
func about(subject lint.Subject) []*terraform.Instance {
	d, ok := subject.(*s3.Default)
	if !ok {
		inst, _, _ := subject.About()
		return []*terraform.Instance{inst}
	}
	var out []*terraform.Instance
	for _, b := range d.Encryption.Buckets {
		out = append(out, b.Instance)
	}
	return out
}

// judgements answers the questions that labels answer.
func judgements(pass *lint.Pass) map[string]*judged {
	out := map[string]*judged{}
	inv := remedy.Inventory.Of(pass.Snapshot)
	for _, b := range inv.Buckets {
		j := of(out, b.Instance)
		_, https := b.PlainHTTPThrough()
		_, uploads := b.SSES3Through()
		j.answers("encrypted", b.Encrypted)
		j.answers("under KMS", b.UnderKMS())
		j.answers("under a customer's key", b.UnderCMK())
		j.answers("denies plain HTTP", https)
		j.answers("denies weaker uploads", uploads)
		if d := b.Default(); d != nil {
			j.answers("bucket key", d.BucketKey.On())
		}
	}
	for _, k := range inv.Keys {
		j := of(out, k.Instance)
		j.answers("rotation", k.Instance.Argument("enable_key_rotation").On())
		window := k.Instance.Argument("deletion_window_in_days")
		days, known := window.Int()
		is := window.Null()
		if known {
			is = tri.Of(days >= 30)
		}
		j.answers("window", is)
	}
	return out
}
