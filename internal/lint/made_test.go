package lint

import (
	"errors"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

func TestHasFilter(t *testing.T) {
	for _, args := range [][]string{{"tflint", "--fix", "--filter", "a.tf"}, {"tflint", "--filter=*.tf"}} {
		if !hasFilter(args) {
			t.Errorf("%q has no filter", args)
		}
	}
	if args := []string{"tflint", "--fix", "--filters", "filter", ""}; hasFilter(args) {
		t.Errorf("%q has a filter", args)
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
