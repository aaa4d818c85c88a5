package report

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain is the program itself, or a tflint that does what FAKE_TFLINT says, where a test starts it as one of them.
func TestMain(m *testing.M) {
	switch {
	case strings.HasPrefix(filepath.Base(os.Args[0]), "tflint") && os.Getenv("FAKE_TFLINT") == "sleeps":
		if _, err := os.MkdirTemp("", "plugin"); err != nil { // as for the socket of a plugin
			panic(err)
		}
		if err := os.WriteFile(os.Getenv("FAKE_STARTED"), nil, 0o600); err != nil {
			panic(err)
		}
		time.Sleep(time.Minute)
	case strings.HasPrefix(filepath.Base(os.Args[0]), "tflint"):
		text, err := os.ReadFile(os.Getenv("FAKE_TFLINT"))
		if err != nil {
			panic(err)
		}
		os.Stdout.Write(text)
	case os.Getenv("REPORT_MAIN") != "":
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	default:
		os.Exit(m.Run())
	}
}

// program prepares the program as a process of its own, with a tflint, an empty home and a folder for temporary files.
func program(t *testing.T, fake string, args ...string) (cmd *exec.Cmd, temp string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege, and there are no signals")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "tflint")); err != nil {
		t.Fatal(err)
	}
	if temp, err = os.MkdirTemp("", "t"); err != nil { // a short name
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(temp) })
	cmd = exec.CommandContext(t.Context(), self, append([]string{"report"}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "REPORT_MAIN=1", "PATH="+dir, "FAKE_TFLINT="+fake, "FAKE_STARTED="+filepath.Join(cmd.Dir, "started"),
		"TMPDIR="+temp, "HOME="+dir, "TFLINT_CONFIG_FILE=")
	return cmd, temp
}

// isEmpty holds that nothing is left in a folder.
func isEmpty(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 0 {
		t.Errorf("%v is left in %s, %v", entries, folder, err)
	}
}

// TestStopped holds that a signal ends tflint as well, and leaves nothing.
func TestStopped(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd, temp := program(t, "sleeps", ".")
		var out, problems bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &problems
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range 1000 {
			if _, err := os.Stat(filepath.Join(cmd.Dir, "started")); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		begin := time.Now()
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status says it
		if status := cmd.ProcessState.ExitCode(); status != exitStopped || out.Len() > 0 || problems.String() != "report: interrupted\n" {
			t.Errorf("%s: status %d, %q, %q", s, status, out.String(), problems.String())
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s: it took %s: tflint goes on", s, took)
		}
		isEmpty(t, temp)
	}
}

// TestReaderGone holds that a reader that has seen enough is no failure, and no signal ends the program.
func TestReaderGone(t *testing.T) {
	doc := filepath.Join(t.TempDir(), "printed.json")
	if err := os.WriteFile(doc, []byte(printed(t, notes(300))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range formatNames() {
		cmd, temp := program(t, doc, "--format="+format, ".")
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var problems bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &problems
		if err := errors.Join(r.Close(), cmd.Run(), w.Close()); err != nil || problems.Len() > 0 {
			t.Errorf("%s: %v, %q", format, err, problems.String())
		}
		isEmpty(t, temp)
	}
}

// TestNothing holds what the program says where there is no input and nobody at a terminal, as in cron.
func TestNothing(t *testing.T) {
	for name, open := range map[string]func() (*os.File, error){
		"null":   func() (*os.File, error) { return os.Open(os.DevNull) },
		"closed": func() (*os.File, error) { r, w, err := os.Pipe(); return r, errors.Join(err, w.Close()) },
	} {
		in, err := open()
		if err != nil {
			t.Fatal(err)
		}
		var out, problems bytes.Buffer
		status := Main([]string{"report", "--tflint=/nowhere/tflint"}, in, &out, &problems)
		if want := "report: the input is empty: pipe what tflint --format=json prints, or name a directory (report .)\n"; status != exitError || out.Len() > 0 || problems.String() != want {
			t.Errorf("%s: status %d, %q", name, status, problems.String())
		}
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoConfiguration holds that a configuration that is named and isn't there is no reason to go by another one.
func TestNoConfiguration(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".tflint.hcl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.Mkdir("below", 0o700); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing.hcl")
	for name, c := range map[string]struct {
		env, flag, want string
	}{
		"environment":           {missing, "", missing},
		"relative to directory": {".tflint.hcl", "", filepath.Join("below", ".tflint.hcl")},
		"flag":                  {"", missing, missing},
		"flag before all":       {".tflint.hcl", "other.hcl", "other.hcl"},
	} {
		t.Setenv("TFLINT_CONFIG_FILE", c.env)
		var out, problems bytes.Buffer
		status := Main([]string{"report", "--tflint=" + self, "--config=" + c.flag, "below"}, strings.NewReader(""), &out, &problems)
		if want := "report: failed to load tflint's configuration: open " + c.want + ": "; status != exitError || !strings.HasPrefix(problems.String(), want) {
			t.Errorf("%s: status %d, %q, want %q", name, status, problems.String(), want)
		}
	}
}

// TestLinks holds that a report goes where links lead.
func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "real"), 0o700); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "real", "page.md")
	if err := os.WriteFile(page, []byte(beginMark+"\n"+endMark+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := func(name, target string) string {
		name = filepath.Join(dir, name)
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
		return name
	}
	link("step", filepath.Join("real", "page.md"))
	for flag, c := range map[string]struct{ name, file string }{
		"--inject=": {link("twice", "step"), page},
		"--output=": {link("new", filepath.Join("real", "new.txt")), filepath.Join(dir, "real", "new.txt")}, // which isn't there
	} {
		if status, _, problems := run(t, printed(t, notes(3)), flag+c.name); status != 0 {
			t.Fatal(problems)
		}
		if text, err := os.ReadFile(c.file); err != nil || !strings.Contains(string(text), "aws_s3_bucket") {
			t.Errorf("%s: %v, %q", flag, err, text)
		}
		if info, err := os.Lstat(c.name); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s: the link is gone: %v, %v", flag, info, err)
		}
	}
	round := link("round", "round")
	if status, _, problems := run(t, printed(t, notes(3)), "--output="+round); status != exitError || !strings.Contains(problems, "write the report") {
		t.Errorf("a link to itself: status %d, %q", status, problems)
	}
}
