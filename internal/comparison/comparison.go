// Package comparison reads docs/comparison: pairs of small configurations, and
// what other linters say of them. The two of a pair differ in one thing, so what
// a linter reports for the second and not for the first is what it says of that
// thing, whatever else it has to say. The folder has also how long linters take.
//
// It runs no linter.
package comparison

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// Dir is the folder of the cases, below the module's root.
const Dir = "docs/comparison"

// Peers is the file with what other linters say.
const Peers = Dir + "/peers.json"

// A Case is a pair of configurations.
type Case struct {
	Name  string // of its file
	Title string // what the second one is or has
	// Rules are those of this plugin that are broken in the second one alone, sorted;
	// none if both are right.
	Rules []string

	files map[string][]byte
}

// The two configurations of a case.
const (
	Reference = "reference"
	Variant   = "variant"
)

// Load reads the cases below a root, by name.
func Load(root fs.FS) ([]Case, error) {
	names, err := fs.Glob(root, Dir+"/*.txtar")
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		c, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.Name = strings.TrimSuffix(path.Base(name), ".txtar")
		cases = append(cases, *c)
	}
	return cases, nil
}

func parse(text []byte) (*Case, error) {
	archive := txtar.Parse(text)
	title, kind, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
	c := &Case{Title: strings.TrimSuffix(title, "."), files: map[string][]byte{}}
	if broken, ok := strings.CutPrefix(kind, "fault: "); ok {
		c.Rules = strings.Fields(broken)
	} else if kind != "same" {
		return nil, fmt.Errorf("the second line is %q, neither \"fault: RULE...\" nor \"same\"", kind)
	}
	for _, f := range archive.Files {
		c.files[f.Name] = f.Data
	}
	for _, which := range []string{Reference, Variant} {
		if c.files[which+"/main.tf"] == nil || len(c.files) != 2 {
			return nil, fmt.Errorf("it doesn't consist of %s/main.tf and %s/main.tf", Reference, Variant)
		}
	}
	return c, nil
}

// New returns what a linter says of the second configuration of a pair and not of
// the first, sorted. The linter is called with a folder for each.
func (c Case) New(linter func(dir string) ([]string, error)) ([]string, error) {
	root, err := os.MkdirTemp("", "comparison")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(root) }() // a few files, in the system's own folder for them
	said := map[string][]string{}
	for _, which := range []string{Reference, Variant} {
		dir := filepath.Join(root, which)
		if err := os.Mkdir(dir, 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), c.files[which+"/main.tf"], 0o644); err != nil {
			return nil, err
		}
		if said[which], err = linter(dir); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", c.Name, which, err)
		}
	}
	news := []string{}
	for _, id := range said[Variant] {
		if !slices.Contains(said[Reference], id) {
			news = append(news, id)
		}
	}
	slices.Sort(news)
	return slices.Compact(news), nil
}

// A Peer is another linter, and what it was seen to say.
type Peer struct {
	Name    string              `json:"name"`
	Version string              `json:"version"`
	Date    string              `json:"date"`
	New     map[string][]string `json:"new"` // by case
}

// LoadPeers reads what other linters say.
func LoadPeers(root fs.FS) ([]Peer, error) {
	text, err := fs.ReadFile(root, Peers)
	if err != nil {
		return nil, err
	}
	var peers []Peer
	if err := json.Unmarshal(text, &peers); err != nil {
		return nil, fmt.Errorf("%s: %w", Peers, err)
	}
	return peers, nil
}

// Texts returns the texts that a property has anywhere in a linter's JSON.
func Texts(text []byte, property string) ([]string, error) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	return texts(value, property), nil
}

func texts(value any, property string) []string {
	var found []string
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			found = append(found, texts(element, property)...)
		}
	case map[string]any:
		if text, ok := v[property].(string); ok {
			found = append(found, text)
		}
		for _, element := range v {
			found = append(found, texts(element, property)...)
		}
	}
	return found
}
