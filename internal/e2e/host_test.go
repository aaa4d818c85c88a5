package e2e

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const (
	plugin = "s3-encryption"
	root   = "../.."
)

// tflint's exit statuses.
const (
	exitClean  = 0
	exitError  = 1
	exitIssues = 2
)

// Set by TestMain: the programs under test.
var (
	tflintBinary string
	pluginDir    string // the plugin under the race detector
	plainDir     string // the plugin as users run it
	homes        string // holds a home folder for each run of tflint
)

func init() {
	flag.StringVar(&tflintBinary, "tflint", "", "absolute path of the tflint to run; else the newest is built")
}

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

// run builds both programs, so that no test ever runs stale ones, and runs the tests. go build leaves tflint alone when
// it is up to date.
func run(m *testing.M) int {
	flag.Parse()
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	pluginDir, plainDir, homes = filepath.Join(dir, "plugins"), filepath.Join(dir, "plain"), dir
	if err := errors.Join(
		buildHost(),
		build(root, filepath.Join(pluginDir, "tflint-ruleset-"+plugin+exe()), raceFlag()...),
		build(root, filepath.Join(plainDir, "tflint-ruleset-"+plugin+exe())),
	); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// buildHost builds the tflint that module tflint pins, unless another one was given.
func buildHost() error {
	if tflintBinary != "" {
		return nil
	}
	var err error
	tflintBinary, err = filepath.Abs(filepath.Join(root, ".bin", "tflint"+exe()))
	if err != nil {
		return err
	}
	return build("tflint", tflintBinary, "github.com/terraform-linters/tflint")
}

func build(dir, output string, args ...string) error {
	cmd := exec.Command("go", append([]string{"build", "-buildvcs=false", "-o", output}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", filepath.Base(output), err, out)
	}
	return nil
}

// raceFlag asks for the race detector where the machine can build with it: it needs cgo, which go turns off by itself
// where there is no C compiler.
func raceFlag() []string {
	out, err := exec.Command("go", "env", "CGO_ENABLED").Output()
	if err == nil && strings.TrimSpace(string(out)) == "1" {
		return []string{"-race"}
	}
	fmt.Fprintln(os.Stderr, "e2e: cgo is off: the plugin is built WITHOUT the race detector")
	return nil
}

func exe() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

// A result is what one run of tflint printed, and its exit status.
type result struct {
	exit           int
	stdout, stderr string
}

// A setting is what a run of tflint finds around it.
type setting struct {
	plugins string               // the folder that plugins are in, and installed to
	env     []string             // besides what every run gets
	attr    *syscall.SysProcAttr // what the operating system is to give or to keep from it
}

// tflint runs tflint in dir with the plugin that was built.
func tflint(t *testing.T, dir string, args ...string) result {
	t.Helper()
	return setting{plugins: pluginDir}.tflint(t, dir, args...)
}

func (s setting) tflint(t *testing.T, dir string, args ...string) result {
	t.Helper()
	cmd, home := s.command(t, dir, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	checkHome(t, home)
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// command returns a run of tflint in dir that hasn't started, and its home. It inherits nothing of the environment but
// PATH. A race in the plugin ends the plugin, and so fails the run: without halt_on_error the report would go unseen.
func (s setting) command(t *testing.T, dir string, args ...string) (cmd *exec.Cmd, home string) {
	t.Helper()
	// Not t.TempDir, whose name has that of the test in it: GORACE takes no commas, and the path of a socket isn't long.
	home, err := os.MkdirTemp(homes, "home")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	cmd = exec.CommandContext(t.Context(), tflintBinary, args...)
	cmd.Dir, cmd.SysProcAttr = dir, s.attr
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + home,
		"TMPDIR=" + home,
		"TFLINT_PLUGIN_DIR=" + s.plugins,
		"TFLINT_DISABLE_VERSION_CHECK=1",
		"NO_COLOR=1",
		// The sleep is a second otherwise, in every run.
		"GORACE=halt_on_error=1 atexit_sleep_ms=10 log_path=" + filepath.Join(home, "race"),
	}, s.env...)
	if runtime.GOOS == "windows" {
		cmd.Env = append(cmd.Env, "USERPROFILE="+home, "TMP="+home, "SystemRoot="+os.Getenv("SystemRoot"))
	}
	return cmd, home
}

// checkHome fails the test if the run with this home, which is its folder for temporary files too, left anything there. A
// race that the plugin has found leaves a report.
func checkHome(t *testing.T, home string) {
	t.Helper()
	left, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		if !strings.HasPrefix(entry.Name(), "race.") {
			t.Errorf("the run left %s", entry)
			continue
		}
		report, err := os.ReadFile(filepath.Join(home, entry.Name()))
		t.Errorf("data race in the plugin\n%s%v", report, err)
	}
}

// inspect runs tflint in dir and returns the issues that it printed, sorted. It fails the test if tflint failed.
func inspect(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	return setting{plugins: pluginDir}.inspect(t, dir, args...)
}

func (s setting) inspect(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	res := s.tflint(t, dir, append([]string{"--format=compact"}, args...)...)
	if res.exit != exitClean && res.exit != exitIssues {
		t.Fatalf("tflint %s: exit status %d\n%s%s", strings.Join(args, " "), res.exit, res.stdout, res.stderr)
	}
	return issueLines(res.stdout)
}

// issueLine is a line of the compact format: file, line, column, severity and message, rule. Messages have no newlines.
var issueLine = regexp.MustCompile(`^(.+?):(\d+):(\d+): \w+ - .* \((\w+)\)$`)

// issueLines returns the lines of compact output that are issues, sorted by file, line, column and rule: tflint prints
// them in no order.
func issueLines(output string) []string {
	type issue struct {
		file         string
		line, column int
		rule, text   string
	}
	var issues []issue
	for text := range strings.Lines(output) {
		text = strings.TrimRight(text, "\r\n")
		m := issueLine.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		line, _ := strconv.Atoi(m[2]) // digits, says the expression
		column, _ := strconv.Atoi(m[3])
		file := filepath.ToSlash(m[1])
		issues = append(issues, issue{file, line, column, m[4], file + text[len(m[1]):]})
	}
	slices.SortFunc(issues, func(a, b issue) int {
		return cmp.Or(
			cmp.Compare(a.file, b.file),
			cmp.Compare(a.line, b.line),
			cmp.Compare(a.column, b.column),
			cmp.Compare(a.rule, b.rule),
			cmp.Compare(a.text, b.text),
		)
	})
	lines := make([]string, 0, len(issues))
	for _, i := range issues {
		lines = append(lines, i.text)
	}
	return lines
}

// configure writes the .tflint.hcl of dir: this plugin alone, and what the test adds. The test's own text comes first,
// so that the positions in error messages are those of the test.
func configure(t *testing.T, dir, text string) {
	t.Helper()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	text += "plugin \"terraform\" {\n  enabled = false\n}\n"
	if !strings.Contains(text, `plugin "`+plugin+`"`) {
		text += "plugin \"" + plugin + "\" {\n  enabled = true\n}\n"
	}
	write(t, filepath.Join(dir, ".tflint.hcl"), text)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
