package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/secrets"
)

const bareBucket = "resource \"aws_s3_bucket\" \"this\" {\n  bucket = \"example\"\n}\n"

// brokenPlugin builds the plugin that has a defect, once.
var brokenPlugin = sync.OnceValues(func() (string, error) {
	plugins := filepath.Join(filepath.Dir(pluginDir), "broken")
	return plugins, build(root, filepath.Join(plugins, "tflint-ruleset-"+plugin+exe()), "./internal/panics/plugin")
})

// broken is a setting with a plugin that has a defect in a place.
func broken(t *testing.T, place string) setting {
	t.Helper()
	plugins, err := brokenPlugin()
	if err != nil {
		t.Fatal(err)
	}
	return setting{plugins: plugins, env: []string{secrets.DefectVariable + "=" + place}}
}

// TestPanics holds that a plugin that fails says so: by one error at the first line of a
// file, with --filter in one that is shown, and with --fix, where there is something to
// fix, by an error of the run that leaves the files as they are.
func TestPanics(t *testing.T) {
	t.Parallel()
	for _, place := range []string{"inventory", "rule", "rules", "fix", "second pass"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			s := broken(t, place)
			dir := t.TempDir()
			configure(t, dir, "")
			write(t, filepath.Join(dir, "a.tf"), "# tflint-ignore-file: all\n")
			write(t, filepath.Join(dir, "b.tf"), "locals {}\n")
			write(t, filepath.Join(dir, "main.tf"), bareBucket)

			want := []string{"b.tf:1:1: Error"}
			if place == "second pass" {
				want = nil
			}
			failures := func(lines []string) []string {
				return slices.DeleteFunc(lines, func(line string) bool { return !strings.Contains(line, "internal error") })
			}
			wantPlaces(t, failures(s.inspect(t, dir)), want...)
			if runtime.GOOS == "linux" && want != nil { // elsewhere the plugin can't see it
				wantPlaces(t, failures(s.inspect(t, dir, "--filter=main.tf")), "main.tf:1:1: Error")
				wantPlaces(t, failures(s.inspect(t, dir, "--filter", "m*.tf")), "main.tf:1:1: Error")
			}
			if sarif := s.tflint(t, dir, "--format=sarif"); strings.Count(sarif.stdout, "internal error") != len(want) || !json.Valid([]byte(sarif.stdout)) {
				t.Errorf("SARIF has it %d times:\n%s", strings.Count(sarif.stdout, "internal error"), sarif.stdout)
			}

			fix := s.tflint(t, dir, "--fix", "--format=compact")
			if place == "inventory" {
				wantPlaces(t, failures(issueLines(fix.stdout)), want...)
			} else if fix.exit != exitError || !strings.Contains(fix.stderr, "couldn't run, so no fix is written") {
				t.Errorf("--fix: exit status %d, %s%s", fix.exit, fix.stdout, fix.stderr)
			}
			if text := contents(t, dir)["main.tf"]; text != bareBucket {
				t.Errorf("--fix has written\n%s", text)
			}

			s.env = append(s.env, "TFLINT_LOG=debug")
			if log := s.tflint(t, dir).stderr; want != nil && !strings.Contains(log, "internal/panics.") || strings.Contains(log, secrets.Secret) {
				t.Errorf("the log has no stack, or what the panic says:\n%s", log)
			}
		})
	}
}

// TestKilled kills tflint while the plugin is busy, and an editor's while it waits: the
// plugin ends as well.
func TestKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || testing.Short() {
		t.Skip("it looks for processes by signals, and no version of tflint makes a difference")
	}
	for place, args := range map[string][]string{"busy": nil, "fix": {"--langserver"}} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			s := broken(t, place)
			dir := t.TempDir()
			configure(t, dir, "")
			write(t, filepath.Join(dir, "main.tf"), bareBucket)
			file := filepath.Join(t.TempDir(), "pid")
			s.env = append(s.env, secrets.ProcessVariable+"="+file)
			cmd, _ := s.command(t, dir, args...)
			in, err := cmd.StdinPipe() // or the language server ends by itself
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			pid := 0
			waitFor(t, "the plugin to start", func() bool {
				text, _ := os.ReadFile(file) // not there yet
				return json.Unmarshal(text, &pid) == nil
			})
			t.Cleanup(func() {
				if p, err := os.FindProcess(pid); err == nil && runs(pid) {
					_ = p.Kill() // the test has failed
				}
			})
			time.Sleep(3 * time.Second)
			if !runs(pid) {
				t.Error("the plugin has ended before tflint")
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // it was killed
			waitFor(t, "the plugin to end", func() bool { return !runs(pid) })
		})
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}

// runs reports whether there is a process, which isn't this one's child. One that has ended
// and that nobody has asked about counts as ended.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil || p.Signal(syscall.Signal(0)) != nil {
		return false
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	return err != nil || !strings.Contains(string(status), "State:\tZ")
}

// TestSecrets tries to get a secret out through tflint, in all ways at once: it shows neither
// in JSON nor in SARIF nor in the log, and --fix writes it nowhere. What is no secret shows.
func TestSecrets(t *testing.T) {
	t.Parallel()
	s := setting{plugins: plainDir, env: []string{"TFLINT_LOG=debug"}}
	for name, exprs := range map[string][]string{
		"secrets": slices.Sorted(maps.Values(secrets.Ways)),
		"control": {secrets.Control},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, ".tflint.hcl"), "plugin \"terraform\" {\n  enabled = false\n}\n"+secrets.Config)
			for name, text := range secrets.Module(exprs...) {
				write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
			}
			before := countSecrets(t, dir)
			for _, format := range []string{"--format=json", "--format=sarif", "--fix"} {
				// tflint itself evaluates what is passed to modules, and refuses some of it.
				res := s.tflint(t, dir, format, "--call-module-type=none")
				if res.exit != exitIssues || !strings.Contains(res.stderr, "isn't fixed") {
					t.Fatalf("%s: exit status %d\n%s%s", format, res.exit, res.stdout, res.stderr)
				}
				output, expected := res.stderr, false
				if format != "--fix" { // the default format shows lines of the files
					output, expected = output+res.stdout, name == "control"
				}
				i := strings.Index(output, secrets.Secret)
				if shows := i >= 0; shows != expected {
					t.Errorf("%s: shows it: %t: %s", format, shows, output[max(0, i-300):min(len(output), i+300)])
				}
			}
			if after := countSecrets(t, dir); after > before && name != "control" {
				t.Errorf("%d secrets in the files, %d before --fix", after, before)
			}
		})
	}
}

// countSecrets returns how often the secret stands in the files of a folder.
func countSecrets(t *testing.T, dir string) (n int) {
	t.Helper()
	for _, text := range contents(t, dir) {
		n += strings.Count(text, secrets.Secret)
	}
	return n
}
