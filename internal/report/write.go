package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// formats write a report.
var formats = map[string]func(io.Writer, *posture.Report) error{
	"text":     writeText,
	"json":     writeJSON,
	"markdown": writeMarkdown,
	"html":     writeHTML,
	"sarif":    writeSARIF,
}

func formatNames() []string { return slices.Sorted(maps.Keys(formats)) }

func writeJSON(w io.Writer, r *posture.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// write shows a report where it is wanted. A file is written as a whole or not at all.
func (c *command) write(out io.Writer, r *posture.Report) error {
	if c.inject != "" {
		return injected(c.inject, r)
	}
	if c.output == "" {
		err := formats[c.format](out, r)
		if errors.Is(err, syscall.EPIPE) { // whoever reads has seen enough
			return nil
		}
		return err
	}
	var text bytes.Buffer
	if err := formats[c.format](&text, r); err != nil {
		return err
	}
	return replace(c.output, text.Bytes())
}

// replace writes a file in the place of what is there. A link stays, and what it leads to is replaced.
func replace(name string, text []byte) (err error) {
	if name, err = followed(name); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() { // /dev/stdout, a pipe
			return os.WriteFile(name, text, mode)
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error says more
			err = fmt.Errorf("write the report: %w", err)
		}
	}()
	_, err = f.Write(text)
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// followed returns where links lead, also where nothing is there yet.
func followed(name string) (string, error) {
	const most = 40 // as Linux has it
	for range most {
		info, err := os.Lstat(name)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			return name, nil //nolint:nilerr // what isn't there is made
		}
		target, err := os.Readlink(name)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(name), target)
		}
		name = target
	}
	return "", &os.PathError{Op: "open", Path: name, Err: errors.New("too many links")}
}

// The markers between which a report is put into a file.
const (
	beginMark = "<!-- BEGIN_S3_ENCRYPTION_REPORT -->"
	endMark   = "<!-- END_S3_ENCRYPTION_REPORT -->"
)

// injected puts a report in Markdown between the markers of a file.
func injected(name string, r *posture.Report) error {
	old, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("inject the report: %w", err)
	}
	head, rest, begins := bytes.Cut(old, []byte(beginMark))
	_, tail, ends := bytes.Cut(rest, []byte(endMark))
	if !begins || !ends {
		return fmt.Errorf("inject the report: %s has no lines %s and %s", name, beginMark, endMark)
	}
	var text bytes.Buffer
	text.Write(head)
	fmt.Fprintf(&text, "%s\n", beginMark)
	if err := writeMarkdown(&text, r); err != nil {
		return err
	}
	text.WriteString(endMark)
	text.Write(tail)
	return replace(name, text.Bytes())
}
