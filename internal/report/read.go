package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// said is what runs of tflint have said.
type said struct {
	notes   []*posture.Note
	errors  []string // what couldn't be inspected
	remarks []string // on the configuration, and on the input
	lost    []string // what the input has and the report doesn't
}

// document is what tflint prints by --format=json.
type document struct {
	Issues *[]struct {
		Rule    struct{ Name string } `json:"rule"`
		Message string                `json:"message"`
	} `json:"issues"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

var (
	errForeign = errors.New("the input isn't what tflint --format=json prints")
	errSilent  = errors.New("tflint has printed no notes: run it with " + posture.Variable + "=1, with this plugin enabled, and without --fix")
)

// read reads what tflint prints by --format=json: the documents of one run or of several, one after the other.
func read(in io.Reader) (*said, error) {
	out := &said{}
	decoder := json.NewDecoder(in)
	for n := 0; ; n++ {
		var doc document
		err := decoder.Decode(&doc)
		if errors.Is(err, io.EOF) && n > 0 {
			break
		}
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the input is empty: pipe what tflint --format=json prints, or name a directory (report .)")
		}
		if err != nil || doc.Issues == nil {
			return nil, errForeign
		}
		if err := out.add(&doc); err != nil {
			return nil, err
		}
	}
	err := out.complete()
	return out, err
}

// add enters a document.
func (s *said) add(doc *document) error {
	for _, e := range doc.Errors {
		if message := printable(e.Message); !slices.Contains(s.errors, message) {
			s.errors = append(s.errors, message)
		}
	}
	var notes []*posture.Note
	for _, i := range *doc.Issues {
		if i.Rule.Name != posture.Rule {
			continue
		}
		var n posture.Note
		if err := json.Unmarshal([]byte(visible(i.Message)), &n); err != nil {
			return errForeign
		}
		if n.Format != posture.Format {
			return fmt.Errorf("the notes are of form %d, and this program reads form %d: use the plugin's own version of it", n.Format, posture.Format)
		}
		notes = append(notes, &n)
	}
	s.merge(notes)
	return nil
}

// unseen are characters that a terminal obeys, or that turn the direction of text round, as a note has them in its
// strings; the first alternative is a backslash of the text itself.
var unseen = regexp.MustCompile(`\\\\|\\[bfr]|\\u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])|[\x{7f}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]`)

// visible is a note whose texts can be shown anywhere: names and messages come from other people's configurations.
func visible(note string) string {
	return unseen.ReplaceAllStringFunc(note, func(s string) string {
		if s == `\\` {
			return s
		}
		return "\ufffd"
	})
}

// printable is visible for text that isn't JSON, on one line.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// complete says whether all notes are there that there were.
func (s *said) complete() error {
	announced, fixing := 0, false
	for _, n := range s.notes {
		if n.Directory != nil {
			announced += 1 + n.Directory.Notes
			fixing = fixing || n.Directory.Fixing
		}
	}
	switch {
	case len(s.notes) == 0 && len(s.errors) > 0:
		return fmt.Errorf("tflint says: %s", s.errors[0])
	case len(s.notes) == 0:
		return errSilent
	case fixing:
		return errors.New("the run had --fix, and what it says is of files that have changed since: run tflint once more without it")
	case announced != len(s.notes):
		return fmt.Errorf("there are %d notes of %d: run tflint without --filter and without annotations for whole files of .tf.json", len(s.notes), announced)
	}
	return nil
}

// readReport reads a report in JSON.
func readReport(name string) (*posture.Report, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the earlier report: %w", err)
	}
	var r posture.Report
	if err := json.Unmarshal(text, &r); err != nil || r.Buckets == nil || r.Format == 0 {
		return nil, fmt.Errorf("%s isn't a report: make one by report --format=json", name)
	}
	if r.Format != posture.Format {
		return nil, fmt.Errorf("%s is a report of form %d, and this program reads form %d", name, r.Format, posture.Format)
	}
	return &r, nil
}
