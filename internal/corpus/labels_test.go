package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestLabels derives from what somebody has read what each rule should find.
func TestLabels(t *testing.T) {
	data := labelledBucket{
		Bucket: "data", SSE: "inline main.tf:3", Alg: "aws:kms", Key: "CMK aws_kms_key.data", BKE: "unset",
		HTTPSBucket: "no", HTTPSObjects: "yes", Put: "partial: for one role",
	}
	logs := data
	logs.Logs, logs.Put = "target", "kms-required"
	open := labelledBucket{SSE: "resource main.tf:9", Alg: "AES256 at defaults (unknown else)", Key: "none at defaults; else var (unknown)", HTTPSBucket: "unknown", HTTPSObjects: "yes", Put: "none"}
	for name, c := range map[string]struct {
		of   wanted
		want map[string]tri.Answer
	}{
		"bucket": {data.wants(), map[string]tri.Answer{
			"s3_bucket_explicit_sse": tri.Yes, "s3_bucket_deny_insecure_transport": tri.No, "s3_bucket_key_enabled": tri.No,
			"s3_bucket_deny_unencrypted_put": tri.No, "s3_bucket_pin_cmk": tri.No,
		}},
		"target of logs": {logs.wants(), map[string]tri.Answer{
			"s3_bucket_explicit_sse": tri.Yes, "s3_bucket_deny_insecure_transport": tri.No, "s3_bucket_key_enabled": tri.No,
		}},
		"SSE-S3":     {open.wants(), map[string]tri.Answer{"s3_bucket_explicit_sse": tri.Yes, "s3_bucket_deny_insecure_transport": tri.Unknown}},
		"key":        {labelledKey{"k", "unset (= false)", "7"}.wants(), map[string]tri.Answer{"kms_key_rotation": tri.No, "kms_key_deletion_window": tri.No}},
		"better key": {labelledKey{"k", "true", "unset (default 30)"}.wants(), map[string]tri.Answer{"kms_key_rotation": tri.Yes, "kms_key_deletion_window": tri.Yes}},
	} {
		if len(c.of.rules) != len(c.want) {
			t.Errorf("%s: judged by %v, want %v", name, c.of.rules, c.want)
		}
		for rule, want := range c.want {
			if got := c.of.rules[rule]; got != want {
				t.Errorf("%s: %s is %s, want %s", name, rule, got, want)
			}
		}
	}
}

// TestTally counts what is found, missed and wrong.
func TestTally(t *testing.T) {
	tally := newTally()
	w := wanted{address: "aws_kms_key.k", questions: map[string]tri.Answer{"rotation": tri.No, "window": tri.Yes}, rules: map[string]tri.Answer{
		"kms_key_rotation": tri.No, "kms_key_deletion_window": tri.Yes,
	}}
	tally.enter("x", w, &judged{Questions: map[string]string{"rotation": "no", "window": "no"}, Reported: []string{"kms_key_deletion_window"}})
	tally.enter("y", w, &judged{Questions: map[string]string{"rotation": "unknown", "window": "yes"}, Reported: []string{"kms_key_rotation"}})
	tally.enter("z", w, nil)
	var out bytes.Buffer
	tally.print(&out)
	for _, line := range []string{
		"| rotation | 2 | 1 | 0 |", "| window | 2 | 2 | 1 |", "| kms_key_rotation | 2 | 1 | 1 | 0 | 0 |", "| kms_key_deletion_window | 0 | 0 | 0 | 1 | 0 |",
		"- x aws_kms_key.k: kms_key_rotation misses it", "- x aws_kms_key.k: kms_key_deletion_window reports what the label says is right",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no line %q in\n%s", line, out.String())
		}
	}
}

// TestJudged takes what the instances of a block answer together.
func TestJudged(t *testing.T) {
	j := &judged{Questions: map[string]string{}}
	for _, is := range []tri.Answer{tri.Yes, tri.No} {
		j.answers("differs", is)
		j.answers("the same", tri.Yes)
		j.reports("kms_key_rotation")
	}
	if j.Questions["differs"] != "unknown" || j.Questions["the same"] != "yes" || len(j.Reported) != 1 {
		t.Errorf("judged %v, reported %q", j.Questions, j.Reported)
	}
}
