package terraform

import "testing"

// TestVersions is about what is known of the versions that constraints, and a lock file,
// admit. Constraints that can't all hold say nothing.
func TestVersions(t *testing.T) {
	tests := []struct {
		constraints []string
		locked      string
		since       Verdict // a version from 4.0.0 on is admitted
		before      Verdict // one before
	}{
		{nil, "", Yes, Yes},
		{[]string{">= 3.0"}, "", Yes, Yes},
		{[]string{"~> 3.0"}, "", No, Yes},
		{[]string{"~> 3"}, "", Yes, Yes},
		{[]string{"~> 4.0"}, "", Yes, No},
		{[]string{"> 3.76.1, < 4"}, "", No, Yes},
		{[]string{"= 4.0.0"}, "", Yes, No},
		{[]string{"4.0"}, "", Yes, No},
		{[]string{">= 3.0, != 4.0.0"}, "", Yes, Yes},
		{[]string{"<= 4, != 4.0.0"}, "", No, Yes},
		{[]string{">= 3.70", "~> 3.75.0"}, "", No, Yes},
		// Prereleases are of the release that they come before.
		{[]string{"4.0.0-beta1"}, "", Yes, No},
		{[]string{"~> 4.0.0-beta1"}, "", Yes, No},
		{[]string{">= 4.0.0-beta1"}, "", Yes, No},
		{[]string{"3.9.0-rc1"}, "", No, Yes},
		// Nothing is admitted.
		{[]string{">= 4", "< 4"}, "", Unknown, Unknown},
		{[]string{"= 3.1.0", "!= 3.1.0"}, "", Unknown, Unknown},
		{[]string{"~> 5.0", "~> 3.0", ">= 2"}, "", Unknown, Unknown},
		{[]string{">= 4, < 4"}, "4.1.0", Unknown, Unknown},
		// What isn't a constraint may exclude something.
		{[]string{"latest"}, "", Unknown, Unknown},
		{[]string{"latest", "< 4"}, "", No, Unknown},
		{[]string{"> 4", ">= four"}, "", Unknown, No},
		{[]string{">= 99999999999999999999"}, "", Unknown, Unknown},
		{[]string{">= 1.1.9223372036854775807"}, "", Yes, Yes},
		// A lock file refines what is admitted.
		{[]string{">= 3.0"}, "3.76.1", No, Yes},
		{[]string{">= 3.0"}, "4.67.0", Yes, No},
		{nil, "5.1.0", Yes, No},
		{[]string{">= 4.0.0-beta1"}, "4.0.0-beta2", Yes, No},
		{[]string{"~> 5.100"}, "3.76.1", Yes, No},
		{[]string{"~> 3.0"}, "5.1.0", No, Yes},
		{nil, "nonsense", Yes, Yes},
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
	if v.Since("4.0.0") != Unknown || v.Before("4.0.0") != Yes || v.Since("3.5.0") != Yes || v.Since("2.0.0") != Yes {
		t.Error("a lock file that may not count decides")
	}
}
