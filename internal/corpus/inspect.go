package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/timing"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/trust"
)

// patience is how long a run may take.
const patience = 2 * time.Minute

// Configurations, by the names of their files in a runner's home.
const (
	configuration = "tflint.hcl"
	nothing       = "nothing.hcl" // with every rule off
)

// runner runs tflint in trees of its own.
type runner struct {
	tflint                   string
	plugins, earlier, census string // folders with a plugin each
	home                     string
}

func (r *runner) configure(preset string) error {
	config := fmt.Sprintf("%s  preset = %q\n}\n", strings.TrimSuffix(timing.Config, "}\n"), preset)
	return errors.Join(
		os.WriteFile(filepath.Join(r.home, configuration), []byte(config), 0o644),
		os.WriteFile(filepath.Join(r.home, nothing), []byte(timing.Config+"config {\n  disabled_by_default = true\n}\n"), 0o644),
	)
}

// report is what there is to tell of one directory.
type report struct {
	dir          string
	refused      string         // what tflint says by itself, without the rules: the rest is empty
	trouble      []string       // what must not be
	took         time.Duration  // of the plain run
	found, fixed map[string]int // by rule and severity
	replaced     []string       // lines of the source that a fix has replaced
	diff         string         // what --fix changes
	counts       []count
	before       *report // what there was to tell with an earlier build
}

func (rep *report) complain(format string, args ...any) {
	rep.trouble = append(rep.trouble, fmt.Sprintf(format, args...))
}

// output is what tflint --format=json prints.
type output struct {
	Issues []struct {
		Rule    struct{ Name, Severity string }
		Fixable bool
		Fixed   bool
	}
	Errors []struct{ Message string }
}

// inspect runs tflint in a directory as it is, with --fix, once more, and with --fix again, and puts everything back.
func (r *runner) inspect(ctx context.Context, plugins, dir string) *report {
	rep := &report{dir: dir, found: map[string]int{}, fixed: map[string]int{}}
	path := filepath.Join(r.home, dir)
	before, err := sources(path)
	if err == nil {
		err = errors.Join(r.lintAndFix(ctx, plugins, path, before, rep), restore(path, before))
	}
	if err != nil {
		rep.complain("%s", err)
	}
	return rep
}

func (r *runner) lintAndFix(ctx context.Context, plugins, path string, before map[string][]byte, rep *report) error {
	start := time.Now()
	plain, err := r.lint(ctx, plugins, path, configuration)
	rep.took = time.Since(start)
	if err != nil {
		if _, alone := r.lint(ctx, plugins, path, nothing); alone != nil {
			rep.refused, err = alone.Error(), nil
		}
		return err
	}
	for _, i := range plain.Issues {
		rep.found[i.Rule.Name+" "+i.Rule.Severity]++
	}
	if r.census != "" {
		census, err := r.takeCensus(ctx, path)
		if rep.counts = census.Counts; err != nil {
			rep.complain("census: %s", err)
		}
	}

	fixing, err := r.lint(ctx, plugins, path, configuration, "--fix")
	if err != nil {
		return fmt.Errorf("--fix: %w", err)
	}
	for _, i := range fixing.Issues {
		if i.Fixed {
			rep.fixed[i.Rule.Name+" "+i.Rule.Severity]++
		}
	}
	fixed, err := sources(path)
	if err != nil {
		return err
	}
	for _, fault := range trust.NewFaults(before, fixed) {
		rep.complain("after --fix: %s", fault)
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		rep.replaced = append(rep.replaced, replaced(before[name], fixed[name])...)
		shown := filepath.Join(rep.dir, name)
		rep.diff += string(diff.Diff(shown, before[name], shown, fixed[name]))
	}
	if r.earlier != "" {
		return nil // the rest isn't compared
	}

	left, err := r.lint(ctx, plugins, path, configuration)
	if err != nil {
		return fmt.Errorf("after --fix: %w", err)
	}
	for _, i := range left.Issues {
		if i.Fixable {
			rep.complain("%s is still fixable after --fix", i.Rule.Name)
		}
	}
	if _, err := r.lint(ctx, plugins, path, configuration, "--fix"); err != nil {
		return fmt.Errorf("second --fix: %w", err)
	}
	again, err := sources(path)
	for name := range fixed {
		if !bytes.Equal(fixed[name], again[name]) {
			rep.complain("second --fix changes %s", name)
		}
	}
	return err
}

// lint runs tflint in a directory. An error is what tflint says where it fails, or that a rule has: the plugin logs
// that and goes on.
func (r *runner) lint(ctx context.Context, plugins, path, config string, args ...string) (*output, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.tflint, append([]string{"--format=json", "--config=" + filepath.Join(r.home, config)}, args...)...)
	cmd.Dir = path
	cmd.Env = append(timing.Environment(r.home, plugins), "TFLINT_LOG=error", censusFile+"="+filepath.Join(r.home, censusFile))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("not through after %s", patience)
	}
	if text := stderr.String(); strings.Contains(text, "internal error") || strings.Contains(text, "panic:") {
		return nil, fmt.Errorf("crash: %.2000s", text)
	}
	var out output
	if decoding := json.Unmarshal(stdout.Bytes(), &out); decoding != nil {
		return nil, fmt.Errorf("%w: %.500s%.500s", errors.Join(err, decoding), stdout.String(), stderr.String())
	}
	if len(out.Errors) > 0 {
		return nil, errors.New(out.Errors[0].Message)
	}
	return &out, nil
}

// sources returns the configuration in a directory.
func sources(path string) (map[string][]byte, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, entry := range entries {
		if entry.IsDir() || !isConfiguration(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(path, entry.Name()))
		if err != nil {
			continue // a link to nowhere, of which tflint has its own opinion
		}
		out[entry.Name()] = text
	}
	return out, nil
}

// restore writes sources back.
func restore(path string, before map[string][]byte) error {
	var errs []error
	for name, text := range before {
		errs = append(errs, os.WriteFile(filepath.Join(path, name), text, 0o644))
	}
	return errors.Join(errs...)
}
