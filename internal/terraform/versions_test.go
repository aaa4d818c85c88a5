package terraform

import (
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestVersions is about what is known of the versions that constraints, and a lock file,
// admit. Constraints that can't all hold say nothing.
func TestVersions(t *testing.T) {
	tests := []struct {
		constraints []string
		locked      string
		since       tri.Answer // a version from 4.0.0 on is admitted
		before      tri.Answer // one before
	}{
		{nil, "", tri.Yes, tri.Yes},
		{[]string{">= 3.0"}, "", tri.Yes, tri.Yes},
		{[]string{"~> 3.0"}, "", tri.No, tri.Yes},
		{[]string{"~> 3"}, "", tri.Yes, tri.Yes},
		{[]string{"~> 4.0"}, "", tri.Yes, tri.No},
		{[]string{"> 3.76.1, < 4"}, "", tri.No, tri.Yes},
		{[]string{"= 4.0.0"}, "", tri.Yes, tri.No},
		{[]string{"4.0"}, "", tri.Yes, tri.No},
		{[]string{">= 3.0, != 4.0.0"}, "", tri.Yes, tri.Yes},
		{[]string{"<= 4, != 4.0.0"}, "", tri.No, tri.Yes},
		{[]string{">= 3.70", "~> 3.75.0"}, "", tri.No, tri.Yes},
		// Prereleases are of the release that they come before.
		{[]string{"4.0.0-beta1"}, "", tri.Yes, tri.No},
		{[]string{"~> 4.0.0-beta1"}, "", tri.Yes, tri.No},
		{[]string{">= 4.0.0-beta1"}, "", tri.Yes, tri.No},
		{[]string{"3.9.0-rc1"}, "", tri.No, tri.Yes},
		// Nothing is admitted.
		{[]string{">= 4", "< 4"}, "", tri.Unknown, tri.Unknown},
		{[]string{"= 3.1.0", "!= 3.1.0"}, "", tri.Unknown, tri.Unknown},
		{[]string{"~> 5.0", "~> 3.0", ">= 2"}, "", tri.Unknown, tri.Unknown},
		{[]string{">= 4, < 4"}, "4.1.0", tri.Unknown, tri.Unknown},
		// What isn't a constraint may exclude something.
		{[]string{"latest"}, "", tri.Unknown, tri.Unknown},
		{[]string{"latest", "< 4"}, "", tri.No, tri.Unknown},
		{[]string{"> 4", ">= four"}, "", tri.Unknown, tri.No},
		{[]string{">= 99999999999999999999"}, "", tri.Unknown, tri.Unknown},
		{[]string{">= 1.1.9223372036854775807"}, "", tri.Yes, tri.Yes},
		// A lock file refines what is admitted.
		{[]string{">= 3.0"}, "3.76.1", tri.No, tri.Yes},
		{[]string{">= 3.0"}, "4.67.0", tri.Yes, tri.No},
		{nil, "5.1.0", tri.Yes, tri.No},
		{[]string{">= 4.0.0-beta1"}, "4.0.0-beta2", tri.Yes, tri.No},
		{[]string{"~> 5.100"}, "3.76.1", tri.Yes, tri.No},
		{[]string{"~> 3.0"}, "5.1.0", tri.No, tri.Yes},
		{nil, "nonsense", tri.Yes, tri.Yes},
	}
	for _, tt := range tests {
		v := newVersions(tt.constraints)
		if tt.locked != "" {
			v.lock(tt.locked, true)
		}
		if got := v.Since("4.0.0"); got != tt.since {
			t.Errorf("%q, locked %q: since is %s", tt.constraints, tt.locked, got)
		}
		if got := v.Before("4.0.0"); got != tt.before {
			t.Errorf("%q, locked %q: before is %s", tt.constraints, tt.locked, got)
		}
	}
	v := newVersions([]string{">= 3.0"})
	v.lock("3.76.1", false) // it may be of a module that others call
	if v.Since("4.0.0") != tri.Unknown || v.Before("4.0.0") != tri.Yes || v.Since("3.5.0") != tri.Yes || v.Since("2.0.0") != tri.Yes {
		t.Error("a lock file that may not count decides")
	}
}
