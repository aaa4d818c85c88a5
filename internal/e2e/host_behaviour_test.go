package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// shortWindow is a key with one finding, on line 2, that --fix mends.
const shortWindow = `resource "aws_kms_key" "this" {
  deletion_window_in_days = 7
  enable_key_rotation     = true
}
`

// TestCalledModules has the host inspect four called modules at once, with the same rule values as the root: under the
// race detector. Those runs report nothing. What the root passes to the modules is reported by the root's run, once; what
// a directory has by itself is left to the inspection of that directory.
func TestCalledModules(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	main := []string{shortWindow}
	for _, name := range []string{"a", "b", "c", "d"} {
		main = append(main, strings.ReplaceAll(`module "NAME" {
  source = "./modules/NAME"
  name   = "records-NAME"
  window = 7
}
`, "NAME", name))
		write(t, filepath.Join(dir, "modules", name, "main.tf"), `variable "name" {
  type = string
}

variable "window" {
  type = number
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
}

resource "aws_kms_key" "this" {
  deletion_window_in_days = var.window
}
`)
	}
	write(t, filepath.Join(dir, "main.tf"), strings.Join(main, "\n"))
	rules := []string{"--only=kms_key_deletion_window", "--only=s3_bucket_explicit_sse"}
	windows := []string{"main.tf:2:", "main.tf:9:12:", "main.tf:15:12:", "main.tf:21:12:", "main.tf:27:12:"}
	wantPlaces(t, inspect(t, dir, rules...), windows...)

	recursive := append([]string{"--recursive", "--config=" + filepath.Join(dir, ".tflint.hcl")}, rules...)
	buckets := []string{"modules/a/main.tf:9:1:", "modules/b/main.tf:9:1:", "modules/c/main.tf:9:1:", "modules/d/main.tf:9:1:"}
	wantPlaces(t, inspect(t, dir, recursive...), append(windows, buckets...)...)
}

// wantPlaces checks where issues are, each by the beginning of its line.
func wantPlaces(t *testing.T, got []string, want ...string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := range got {
		ok = ok && strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		t.Errorf("got\n%s\nwant them at %q", strings.Join(got, "\n"), want)
	}
}

// TestCalledModulesElsewhere inspects a root module from the directory above, where the host's names of files have a
// prefix: the called module is found all the same. Annotations at the module block hold, and --filter goes by the root's
// files.
func TestCalledModulesElsewhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, filepath.Join(dir, "live", "eu"), "")
	write(t, filepath.Join(dir, "modules", "key", "main.tf"), `variable "window" {}

resource "aws_kms_key" "this" {
  deletion_window_in_days = var.window
}
`)
	call := `module "NAME" {
  source = "../../modules/key"
  window = 7
}
`
	ignored := "  window = 7 # tflint-ignore: kms_key_deletion_window\n"
	for name, text := range map[string]string{
		"a.tf": strings.ReplaceAll(call, "NAME", "a"),
		"b.tf": strings.ReplaceAll(call, "NAME", "b"),
		"c.tf": strings.ReplaceAll(strings.ReplaceAll(call, "NAME", "c"), "  window = 7\n", ignored),
	} {
		write(t, filepath.Join(dir, "live", "eu", name), text)
	}
	args := []string{"--chdir=live/eu", "--only=kms_key_deletion_window"}
	wantPlaces(t, inspect(t, dir, args...), "live/eu/a.tf:3:12:", "live/eu/b.tf:3:12:")
	wantPlaces(t, inspect(t, dir, append(args, "--filter=b.tf")...), "live/eu/b.tf:3:12:")
	wantPlaces(t, inspect(t, dir, append(args, "--call-module-type=none")...))
	wantPlaces(t, inspect(t, filepath.Join(dir, "live", "eu"), args[1:]...), "a.tf:3:12:", "b.tf:3:12:")
}

func TestDisabledByDefault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "config {\n  disabled_by_default = true\n}\n")
	write(t, filepath.Join(dir, "main.tf"), shortWindow)
	if res := tflint(t, dir); res.exit != exitClean || res.stdout != "" {
		t.Errorf("exit status %d, output %q; want nothing", res.exit, res.stdout)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	res := tflint(t, dir, "--version")
	if want := "+ ruleset." + plugin + " ("; res.exit != exitClean || !strings.Contains(res.stdout, want) {
		t.Errorf("exit status %d, output %q; want %q in it", res.exit, res.stdout, want)
	}
}

func TestRecursive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	write(t, filepath.Join(dir, "one", "main.tf"), shortWindow)
	write(t, filepath.Join(dir, "two", "nested", "main.tf"), shortWindow)
	args := []string{
		"--recursive",
		"--config=" + filepath.Join(dir, ".tflint.hcl"),
		"--only=kms_key_deletion_window",
	}
	got := inspect(t, dir, args...)
	if len(got) != 2 || !strings.HasPrefix(got[0], "one/main.tf:2:") || !strings.HasPrefix(got[1], "two/nested/main.tf:2:") {
		t.Errorf("got %q, want a finding in each folder, on line 2", got)
	}
	inspect(t, dir, append(args, "--fix")...)
	if got := inspect(t, dir, args...); len(got) != 0 {
		t.Errorf("left after --fix: %q", got)
	}
}

func TestExitStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		args       []string
		want       int
	}{
		{"nothing found", "", nil, exitClean},
		{"found", shortWindow, nil, exitIssues},
		{"found and fixed", shortWindow, []string{"--fix"}, exitIssues},
		{"found, but less than asked for", shortWindow, []string{"--minimum-failure-severity=error"}, exitClean},
		{"not HCL", "resource {", nil, exitError},
		{"no such rule", shortWindow, []string{"--only=kms_no_such_rule"}, exitError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			configure(t, dir, "")
			write(t, filepath.Join(dir, "main.tf"), tt.text)
			args := append([]string{"--only=kms_key_deletion_window"}, tt.args...)
			if res := tflint(t, dir, args...); res.exit != tt.want {
				t.Errorf("exit status %d, want %d\n%s%s", res.exit, tt.want, res.stdout, res.stderr)
			}
		})
	}
}
