package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCount holds that a linter that hasn't looked at the whole module is refused.
func TestCount(t *testing.T) {
	l := &linter{finding: "id", least: 2}
	for report, want := range map[string]string{
		`{"results": [{"id": "a", "file": "faulty.tf"}, {"id": "b", "in": [{"id": "c"}]}]}`: "",
		`{"results": [{"id": "a", "file": "faulty.tf"}]}`:                                   "at least 2",
		`{"results": [{"id": "a", "file": "x.tf"}, {"id": "b"}]}`:                           "nothing in faulty.tf",
		`{"results": null}`:   "at least 2",
		"faulty.tf: id id id": "its report",
		"":                    "its report",
	} {
		n, err := l.count([]byte(report))
		switch {
		case want == "" && (err != nil || n != 3):
			t.Errorf("%s: got %d, %v, want 3", report, n, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got %d, %v, want an error with %q", report, n, err, want)
		}
	}
}

func TestNarrowQueries(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	if err := narrowQueries(to, from); err == nil {
		t.Error("a folder without queries passes")
	}
	for _, name := range []string{"s3_bucket_x", "kms_key_x", "cmk_x", "efs_without_kms"} {
		dir := filepath.Join(from, "terraform", "aws", name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "query.rego"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := narrowQueries(to, from); err != nil {
		t.Fatal(err)
	}
	copied, err := filepath.Glob(filepath.Join(to, "terraform", "aws", "*", "query.rego"))
	if err != nil || len(copied) != 3 {
		t.Errorf("got %q, %v, want the queries for S3 and KMS", copied, err)
	}
}
