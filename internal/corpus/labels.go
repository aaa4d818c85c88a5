package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// labels are what somebody has read in directories by hand.
type labels struct {
	Directories []labelled
}

type labelled struct {
	Repository, Dir string
	Buckets         []labelledBucket
	Keys            []labelledKey
}

// labelledBucket is a bucket of the directory itself. Each answer is a word and what the reader
// adds to it; "unknown" where the text can't tell.
type labelledBucket struct {
	Bucket       string
	SSE          string // none, or where it stands
	Alg          string // none, AES256, aws:kms
	Key          string // none, aws-managed, CMK, or what it is
	BKE          string // true, false, unset
	HTTPSBucket  string `json:"https_bucket"`  // is plain HTTP denied to everybody: yes, no
	HTTPSObjects string `json:"https_objects"` // the same
	Put          string // none, kms-required, partial
	Cls          string // none, or tags
	Logs         string // target where logs are delivered that need SSE-S3
}

type labelledKey struct{ Key, Rotation, Window string }

// read is a label as an answer. Words that it doesn't know are unknown.
func read(label string, yes, no []string) tri.Answer {
	word, _, _ := strings.Cut(strings.TrimSpace(label), " ")
	word = strings.TrimRight(word, ",;:")
	switch {
	case strings.Contains(label, "unknown") && !strings.Contains(label, "at defaults"):
		return tri.Unknown
	case slices.Contains(yes, word):
		return tri.Yes
	case slices.Contains(no, word):
		return tri.No
	}
	return tri.Unknown
}

// wanted is what should be known, and found, of one thing: questions by name, and rules that
// judge it by theirs. A rule that isn't there doesn't judge it, and where it isn't known whether
// it does, that is unknown.
type wanted struct {
	address          string
	questions, rules map[string]tri.Answer
}

// wants derives from a label what should be found in the preset strict.
func (b labelledBucket) wants() wanted {
	sse := read(b.SSE, []string{"resource", "inline"}, []string{"none"})
	kms := read(b.Alg, []string{"aws:kms", "aws:kms:dsse"}, []string{"AES256", "none"}).And(sse)
	customer := read(b.Key, []string{"CMK", "customer"}, []string{"none", "aws-managed"}).And(kms)
	https := read(b.HTTPSBucket, []string{"yes"}, []string{"no"}).And(read(b.HTTPSObjects, []string{"yes"}, []string{"no"}))
	put := read(b.Put, []string{"kms-required"}, []string{"none", "partial"})
	w := wanted{address: "aws_s3_bucket." + b.Bucket, questions: map[string]tri.Answer{
		"encrypted": sse, "under KMS": kms, "under a customer's key": customer, "denies plain HTTP": https, "denies weaker uploads": put,
	}, rules: map[string]tri.Answer{
		"s3_bucket_explicit_sse":            sse,
		"s3_bucket_deny_insecure_transport": https,
	}}
	judge := func(rule string, judged, is tri.Answer) {
		switch judged {
		case tri.Yes:
			w.rules[rule] = is
		case tri.Unknown:
			w.rules[rule] = tri.Unknown
		case tri.No:
		}
	}
	// A DSSE label has no bucket key to ask for.
	bucketKey := read(b.BKE, []string{"true"}, []string{"false", "unset"})
	if kms == tri.Yes {
		w.questions["bucket key"] = bucketKey
	}
	judge("s3_bucket_key_enabled", kms.And(tri.Of(!strings.HasPrefix(b.Alg, "aws:kms:dsse"))), bucketKey)
	others := tri.Of(!strings.HasPrefix(b.Logs, "target"))
	judge("s3_bucket_deny_unencrypted_put", kms.And(others), put)
	pinned := put.And(tri.Unknown) // that KMS is demanded says nothing of which key
	judge("s3_bucket_pin_cmk", customer.And(others), pinned)
	return w
}

func (k labelledKey) wants() wanted {
	rotation := read(k.Rotation, []string{"true"}, []string{"false", "unset"})
	window := read(k.Window, []string{"unset", "30"}, nil)
	if days := 0; window == tri.Unknown {
		if n, err := fmt.Sscan(k.Window, &days); n == 1 && err == nil {
			window = tri.No
		}
	}
	return wanted{address: "aws_kms_key." + k.Key, questions: map[string]tri.Answer{"rotation": rotation, "window": window}, rules: map[string]tri.Answer{
		"kms_key_rotation": rotation, "kms_key_deletion_window": window,
	}}
}

func (d labelled) wants() []wanted {
	var out []wanted
	for _, b := range d.Buckets {
		out = append(out, b.wants())
	}
	for _, k := range d.Keys {
		out = append(out, k.wants())
	}
	return out
}

// compareWithLabels prints how much of what labels say is known and found. The repositories are
// folders OWNER+NAME of a tree.
func (r *runner) compareWithLabels(ctx context.Context, out io.Writer, file, tree string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all labels
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	t := newTally()
	for _, d := range all.Directories {
		at := filepath.Join(d.Repository, d.Dir)
		dir := filepath.Join(tree, strings.ReplaceAll(d.Repository, "/", "+"), d.Dir)
		census, err := r.takeCensus(ctx, dir)
		if err != nil {
			t.remarks = append(t.remarks, fmt.Sprintf("%s: not inspected: %.200s", at, err))
			continue
		}
		for _, w := range d.wants() {
			t.enter(at, w, census.Judged[w.address])
		}
	}
	t.print(out)
	return nil
}
