package lint

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

func TestFilterPatterns(t *testing.T) {
	for args, want := range map[string][]string{
		"tflint --fix --filter a.tf":         {"a.tf"},
		"tflint --filter=*.tf --filter b.tf": {"*.tf", "b.tf"},
		"tflint --fix --filters filter ":     nil,
		"tflint --filter":                    nil,
	} {
		if got := filterPatterns(strings.Split(args, " ")); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
	for pattern, want := range map[string]bool{"a.tf": true, "*.tf": true, "./a.tf": true, "b.tf": false, "a": false, "[": false, "../a.tf": false} {
		if got := selects(pattern, "live/a.tf"); got != want {
			t.Errorf("%s selects it: %t", pattern, got)
		}
	}
}

// TestReaches holds that a fix waits for a block of another file where that file
// may not be written.
func TestReaches(t *testing.T) {
	old := mayFilter
	t.Cleanup(func() { mayFilter = old })
	m := &made{}
	m.add("a.tf", "aws_kms_key.new")
	for _, filter := range []bool{true, false} {
		mayFilter = func() bool { return filter }
		if err := m.reaches("aws_kms_key.new", "a.tf"); err != nil {
			t.Errorf("the same file: %v", err)
		}
		if err := m.reaches("aws_kms_key.old", "b.tf"); err != nil {
			t.Errorf("a block that isn't new: %v", err)
		}
		if err := m.reaches("aws_kms_key.new", "b.tf"); errors.Is(err, tflint.ErrFixNotSupported) != filter {
			t.Errorf("another file, filter %t: %v", filter, err)
		}
	}
}
