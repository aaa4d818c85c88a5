package main

import (
	"bytes"
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
		r := runner{tflint: filepath.Join(t.TempDir(), "tflint"), home: t.TempDir()}
		if err := os.WriteFile(r.tflint, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(r.home, "module")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		const text = "locals {}\n"
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := r.configure("strict"); err != nil {
			t.Fatal(err)
		}
		rep := r.inspect(t.Context(), dir)
		if got := strings.Join(rep.trouble, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s\ntroubles %q, want %q", script, got, want)
		}
		if after, err := os.ReadFile(filepath.Join(dir, "main.tf")); err != nil || string(after) != text {
			t.Errorf("the module isn't put back: %q, %v", after, err)
		}
		if err := summarize(&bytes.Buffer{}, []*report{rep}); (err != nil) != (want != "") {
			t.Errorf("%s\nthe summary ends with %v", script, err)
		}
	}
}

// TestCompare has two programs in the place of tflint, the later of which finds less and writes something.
func TestCompare(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	home := t.TempDir()
	program := func(name, script string) *runner {
		r := &runner{tflint: filepath.Join(t.TempDir(), name), home: home}
		if err := os.WriteFile(r.tflint, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return r
	}
	issue := `{"rule":{"name":"x","severity":"error"},"fixable":true,"fixed":true}`
	earlier := program("earlier", `echo '{"issues":[`+issue+`,`+issue+`],"errors":[]}'`)
	now := program("now", `case $* in *--fix) echo '# more' >>main.tf; esac; echo '{"issues":[`+issue+`],"errors":[]}'`)
	broken := program("broken", "exit 1")
	dir := filepath.Join(home, "module")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	const text = "locals {}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := now.configure("recommended"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := compare(t.Context(), &out, earlier, now, []string{dir}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| module | x error (2) | x error | x (2) | x |\n", "+# more\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q isn't in\n%s", want, out.String())
		}
	}
	if after, err := os.ReadFile(filepath.Join(dir, "main.tf")); err != nil || string(after) != text {
		t.Errorf("the module isn't put back: %q, %v", after, err)
	}
	if err := compare(t.Context(), &out, earlier, broken, []string{dir}); err == nil {
		t.Error("that one of two fails is no error")
	}
}
