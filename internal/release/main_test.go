package main

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

func TestCheckTag(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tag string
		ok  bool
	}{
		{"v1.2.3", true},
		{"1.2.3", false},
		{"v1.2.4", false},
		{"v1.2.3-rc1", false},
		{"v1.2", false},
		{"", false},
	}
	for _, tt := range tests {
		if err := checkTag(tt.tag, "1.2.3"); (err == nil) != tt.ok {
			t.Errorf("checkTag(%q, 1.2.3) = %v, want ok %t", tt.tag, err, tt.ok)
		}
	}
}

const changelog = `# Changelog

## Unreleased

- Not out yet.

## [1.2.3] - 2026-01-31

### Added

- A rule.

## 1.2.2 - 2026-01-30

## 1.2.1

- Without a date.
`

func TestNotes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		version, want string
		wantErr       string
	}{
		{"1.2.3", "### Added\n\n- A rule.\n", ""},
		{"1.2.2", "", "says nothing about 1.2.2"},
		{"1.2.1", "", "no heading"},
		{"1.2", "", "no heading"},
		{"Unreleased", "", "no heading"},
	}
	for _, newline := range []string{"\n", "\r\n"} {
		for _, tt := range tests {
			got, err := notes(strings.ReplaceAll(changelog, "\n", newline), tt.version)
			if tt.wantErr == "" {
				if err != nil || got != tt.want {
					t.Errorf("notes of %s: %q, %v; want %q", tt.version, got, err, tt.want)
				}
			} else if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("notes of %s: error %v, want %q in it", tt.version, err, tt.wantErr)
			}
		}
	}
}

func TestAbsolute(t *testing.T) {
	t.Parallel()
	got := absolute("The [rule](docs/rules/a.md#b), [elsewhere](https://example.com/a.md), [here](#b) (a.md).")
	want := "The [rule](" + project.TagLink("docs/rules/a.md#b") + "), [elsewhere](https://example.com/a.md), [here](#b) (a.md)."
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
