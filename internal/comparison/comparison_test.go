package comparison

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const files = "-- reference/main.tf --\na\n-- variant/main.tf --\nb\n"

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"T.\nfault: b a\n" + files:                        "b a",
		"T.\nsame\n" + files:                              "",
		"T.\nsome\n" + files:                              "error",
		"T.\n" + files:                                    "error",
		"T.\nsame\n-- reference/main.tf --\na\n":          "error",
		"T.\nsame\n" + files + "-- other/main.tf --\nc\n": "error",
	} {
		c, err := parse([]byte(text))
		switch {
		case err != nil && want != "error":
			t.Errorf("%q: %v", text, err)
		case err == nil && (c.Title != "T" || strings.Join(c.Rules, " ") != want):
			t.Errorf("%q: title %q, rules %q, want %q", text, c.Title, c.Rules, want)
		}
	}
}

func TestNew(t *testing.T) {
	c, err := parse([]byte("T.\nsame\n" + files))
	if err != nil {
		t.Fatal(err)
	}
	// This linter reports the text, twice, and something that both have.
	got, err := c.New(func(dir string) ([]string, error) {
		text, err := os.ReadFile(filepath.Join(dir, "main.tf"))
		found := strings.TrimSpace(string(text))
		return []string{"both", found, found}, err
	})
	if err != nil || !slices.Equal(got, []string{"b"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := c.New(func(string) ([]string, error) { return nil, os.ErrInvalid }); err == nil {
		t.Error("a linter that fails passes")
	}
}

func TestTexts(t *testing.T) {
	const report = `{"id": "a", "in": [{"id": "b", "id_of": "x"}, {"id": 1, "in": {"id": "c"}}], "names": ["id"]}`
	got, err := Texts([]byte(report), "id")
	slices.Sort(got) // the order of properties is lost
	if err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := Texts([]byte("id"), "id"); err == nil {
		t.Error("what isn't JSON passes")
	}
}
