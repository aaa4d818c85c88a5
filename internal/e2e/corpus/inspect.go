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

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/e2e/timing"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/faults"
)

// patience is how long a run may take.
const patience = 2 * time.Minute

// Configurations, by the names of their files.
const (
	configuration = "tflint.hcl"
	nothing       = "nothing.hcl"
)

func (r *runner) configure(preset string) error {
	config := fmt.Sprintf("%s  preset = %q\n}\n", strings.TrimSuffix(timing.Config, "}\n"), preset)
	return errors.Join(
		os.WriteFile(filepath.Join(r.home, configuration), []byte(config), 0o644),
		os.WriteFile(filepath.Join(r.home, nothing), []byte(timing.Config+"config {\n  disabled_by_default = true\n}\n"), 0o644),
	)
}

// runner runs tflint.
type runner struct {
	tflint, plugins, census string
	home                    string
}

// report is what there is to tell of one directory.
type report struct {
	dir      string
	refused  string        // what tflint says by itself, without the rules: the rest is empty
	trouble  []string      // what must not be
	took     time.Duration // of the plain run
	findings map[string]int
	fixed    map[string]int
	replaced []string // lines of the source that a fix has replaced
	census   string
}

// output is what tflint --format=json prints.
type output struct {
	Issues []struct {
		Rule    struct{ Name, Severity string }
		Message string
		Fixable bool
		Fixed   bool
	}
	Errors []struct{ Message string }
}

// inspect runs tflint in a directory as it is, with --fix, once more, and with --fix again, and puts everything back.
func (r *runner) inspect(ctx context.Context, dir string) *report {
	rep := &report{dir: strings.TrimPrefix(dir, r.home+string(filepath.Separator)), findings: map[string]int{}, fixed: map[string]int{}}
	before, err := sources(dir)
	if err != nil {
		rep.complain("%s", err)
		return rep
	}
	start := time.Now()
	plain, err := r.lint(ctx, dir, configuration, nil)
	rep.took = time.Since(start)
	if err != nil {
		if _, alone := r.lint(ctx, dir, nothing, nil); alone != nil {
			rep.refused = alone.Error()
			return rep
		}
		rep.complain("%s", err)
		return rep
	}
	for _, i := range plain.Issues {
		rep.findings[i.Rule.Name]++
	}
	r.count(ctx, dir, rep)
	r.fix(ctx, dir, before, rep)
	if err := restore(dir, before); err != nil {
		rep.complain("%s", err)
	}
	return rep
}

func (rep *report) complain(format string, args ...any) {
	rep.trouble = append(rep.trouble, fmt.Sprintf(format, args...))
}

// fix runs tflint --fix twice, and looks at what it does.
func (r *runner) fix(ctx context.Context, dir string, before map[string][]byte, rep *report) {
	done, err := r.lint(ctx, dir, configuration, nil, "--fix")
	if err != nil {
		rep.complain("--fix: %s", err)
		return
	}
	for _, i := range done.Issues {
		if i.Fixed {
			rep.fixed[i.Rule.Name]++
		}
	}
	fixed, err := sources(dir)
	if err != nil {
		rep.complain("%s", err)
		return
	}
	old := faults.Of(before)
	for _, fault := range slices.Sorted(maps.Keys(faults.Of(fixed))) {
		if !old[fault] {
			rep.complain("after --fix: %s", fault)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		rep.replaced = append(rep.replaced, replaced(before[name], fixed[name])...)
	}
	left, err := r.lint(ctx, dir, configuration, nil)
	if err != nil {
		rep.complain("after --fix: %s", err)
		return
	}
	for _, i := range left.Issues {
		if i.Fixable {
			rep.complain("%s is still fixable after --fix", i.Rule.Name)
		}
	}
	if _, err := r.lint(ctx, dir, configuration, nil, "--fix"); err != nil {
		rep.complain("second --fix: %s", err)
		return
	}
	again, err := sources(dir)
	if err != nil {
		rep.complain("%s", err)
	}
	for name := range fixed {
		if !bytes.Equal(fixed[name], again[name]) {
			rep.complain("second --fix changes %s", name)
		}
	}
}

// count runs the plugin that counts.
func (r *runner) count(ctx context.Context, dir string, rep *report) {
	if r.census == "" {
		return
	}
	file, err := os.CreateTemp(r.home, "census")
	if err != nil {
		rep.complain("%s", err)
		return
	}
	_ = file.Close() // nothing was written
	counting := *r
	counting.plugins = r.census
	if _, err := counting.lint(ctx, dir, configuration, []string{"CENSUS=" + file.Name()}); err != nil {
		rep.complain("census: %s", err)
		return
	}
	text, err := os.ReadFile(file.Name())
	if err != nil {
		rep.complain("%s", err)
	}
	rep.census = string(text)
}

// lint runs tflint in a directory. An error is what tflint says where it fails, or that a rule has: the plugin logs
// that and goes on.
func (r *runner) lint(ctx context.Context, dir, config string, env []string, args ...string) (*output, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.tflint, append([]string{"--format=json", "--config=" + filepath.Join(r.home, config)}, args...)...)
	cmd.Dir = dir
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + r.home,
		"TMPDIR=" + r.home,
		"TFLINT_PLUGIN_DIR=" + r.plugins,
		"TFLINT_DISABLE_VERSION_CHECK=1",
		"TFLINT_LOG=error",
	}, env...)
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
func sources(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, entry := range entries {
		if entry.IsDir() || !isConfiguration(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			continue // a link to nowhere, of which tflint has its own opinion
		}
		out[entry.Name()] = text
	}
	return out, nil
}

// restore writes sources back.
func restore(dir string, before map[string][]byte) error {
	var errs []error
	for name, text := range before {
		errs = append(errs, os.WriteFile(filepath.Join(dir, name), text, 0o644))
	}
	return errors.Join(errs...)
}
