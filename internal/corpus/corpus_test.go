package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestReplaced(t *testing.T) {
	const before = "a = [1,\n  2]\nresource \"x\" \"y\" { b=1 }\n\nc = 3\n"
	for after, want := range map[string]string{
		before: "",
		"a = [\n 1,\n  2,\n]\nresource \"x\" \"y\" { b = 1 }\nc = 3\nnew = 1\n": "a = [1,",
		"a = [1,\n  2]\nresource \"x\" \"y\" { b=1 }\nc = 4\n":                  "c = 3",
		"": "a = [1,|2]|resource \"x\" \"y\" { b=1 }|c = 3",
	} {
		if got := strings.Join(replaced([]byte(before), []byte(after)), "|"); got != want {
			t.Errorf("%q: replaced %q, want %q", after, got, want)
		}
	}
}

// TestTroubles has programs in the place of tflint that do what must not be, each in a run of its own kind.
func TestTroubles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	const fine = `echo '{"issues":[],"errors":[]}'`
	for script, want := range map[string]string{
		fine: "",
		"case $* in *nothing*) " + fine + ";; *) exit 1; esac":                                        "exit status 1",
		"case $* in *nothing*) " + fine + ";; *) echo 'internal error, x' >&2; " + fine + "; esac":    "crash: internal error, x",
		`case $* in *--fix) echo 'locals {' >main.tf; esac; ` + fine:                                  "after --fix: isn't HCL: main.tf",
		`case $* in *--fix) echo 'locals { a = var.b }' >main.tf; esac; ` + fine:                      "after --fix: isn't declared: var.b",
		`case $* in *--fix) echo '# more' >>main.tf; esac; ` + fine:                                   "second --fix changes main.tf",
		`echo '{"issues":[{"rule":{"name":"x"},"fixable":true}],"errors":[]}'`:                        "x is still fixable after --fix",
		`case $* in *--fix) echo '{"issues":[],"errors":[{"message":"no"}]}';; *) ` + fine + `; esac`: "--fix: no",
	} {
		r, dir := program(t, script)
		rep := r.inspect(t.Context(), "", dir)
		if got := strings.Join(rep.trouble, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s\ntroubles %q, want %q", script, got, want)
		}
		unchanged(t, r, dir)
		if err := summarize(&bytes.Buffer{}, []*report{rep}); (err != nil) != (want != "") {
			t.Errorf("%s\nthe summary ends with %v", script, err)
		}
	}
}

// TestCompare has a program in the place of tflint that finds less with the later of two plugins, and writes something.
func TestCompare(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	const issue = `{"rule":{"name":"x","severity":"error"},"fixed":true}`
	r, dir := program(t, `
case $TFLINT_PLUGIN_DIR in earlier) echo '{"issues":[`+issue+`,`+issue+`],"errors":[]}'; exit; esac
case $* in *--fix) echo '# more' >main.tf; esac
echo '{"issues":[`+issue+`],"errors":[]}'`)
	r.plugins, r.earlier = "now", "earlier"
	reports := inspectAll(t.Context(), []*runner{r}, []string{dir})
	var out bytes.Buffer
	compare(&out, reports)
	for _, want := range []string{"| module | x error (2) | x error (1) | x error (2) | x error (1) |\n", "+# more\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q isn't in\n%s", want, out.String())
		}
	}
	unchanged(t, r, dir)
}

const text = "locals {}\n"

// program returns a runner of a script, and a module in its home.
func program(t *testing.T, script string) (r *runner, dir string) {
	t.Helper()
	home := t.TempDir()
	r = &runner{tflint: filepath.Join(home, "tflint"), home: home}
	if err := errors.Join(
		os.WriteFile(r.tflint, []byte("#!/bin/sh\n"+script+"\n"), 0o700),
		os.Mkdir(filepath.Join(home, "module"), 0o700),
		os.WriteFile(filepath.Join(home, "module", "main.tf"), []byte(text), 0o600),
		r.configure("strict"),
	); err != nil {
		t.Fatal(err)
	}
	return r, "module"
}

func unchanged(t *testing.T, r *runner, dir string) {
	t.Helper()
	if after, err := os.ReadFile(filepath.Join(r.home, dir, "main.tf")); err != nil || string(after) != text {
		t.Errorf("the module isn't put back: %q, %v", after, err)
	}
}
