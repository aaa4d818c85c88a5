package e2e

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/markdown"
)

// helps are what prints the flags that programs of the documentation have. Those of
// make and go are checked in internal/docgen.
var helps = map[string]func(*testing.T, []string) string{
	"tflint": func(t *testing.T, _ []string) string {
		res := tflint(t, t.TempDir(), "--help")
		return res.stdout + res.stderr
	},
	"git": func(t *testing.T, args []string) string { return output(t, "git", args[0], "-h") },
	"gpg": func(t *testing.T, _ []string) string { return output(t, "gpg", "--dump-options") },
}

// output is what a program prints, whatever its exit status: git -h ends with 129.
func output(t *testing.T, name string, args ...string) string {
	if _, err := exec.LookPath(name); err != nil {
		t.Skip(err)
	}
	out, _ := exec.Command(name, args...).CombinedOutput()
	if len(out) == 0 {
		t.Fatalf("%s %q prints nothing", name, args)
	}
	return string(out)
}

var (
	program    = regexp.MustCompile(`^(?:[A-Z]+=\S+ )*(\w+)(?: |$)`)
	flagOf     = regexp.MustCompile(`(?:^| )(--?[a-z][a-z-]*)`)
	inlineCode = regexp.MustCompile("`((?:[A-Z_]+=\\S+ )*tflint -[^`\n]*)`")
)

// unknownFlags returns the flags of a command that a help doesn't have.
func unknownFlags(command, help string) []string {
	var unknown []string
	command = regexp.MustCompile(`( \| | \|\| | >).*`).ReplaceAllString(command, "")
	for _, m := range flagOf.FindAllStringSubmatch(command, -1) {
		if !regexp.MustCompile(`(?m)(^|[\s,\[|])` + regexp.QuoteMeta(m[1]) + `($|[\s=,\]|\[<(])`).MatchString(help) {
			unknown = append(unknown, m[1])
		}
	}
	return unknown
}

// documentedCommands are the commands in the code blocks of the documentation, and
// those of tflint in its text.
func documentedCommands(t *testing.T) []string {
	t.Helper()
	tree := os.DirFS(root)
	blocks, err := markdown.All(tree)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, b := range blocks {
		commands = append(commands, b.Commands()...)
	}
	pages, err := markdown.Pages(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range pages {
		for _, m := range inlineCode.FindAllStringSubmatch(text, -1) {
			commands = append(commands, m[1])
		}
	}
	slices.Sort(commands)
	return slices.Compact(commands)
}

// TestDocumentedFlags holds that the flags in commands of the documentation exist.
func TestDocumentedFlags(t *testing.T) {
	t.Parallel()
	byProgram := map[string][]string{}
	for _, command := range documentedCommands(t) {
		if m := program.FindStringSubmatch(command); m != nil && helps[m[1]] != nil {
			byProgram[m[1]] = append(byProgram[m[1]], command)
		}
	}
	for name, help := range helps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(byProgram[name]) == 0 {
				t.Fatal("the documentation has no such command")
			}
			for _, command := range byProgram[name] {
				_, arguments, _ := strings.Cut(command, name)
				if !flagOf.MatchString(arguments) {
					continue
				}
				if unknown := unknownFlags(arguments, help(t, strings.Fields(arguments))); len(unknown) > 0 {
					t.Errorf("%s: there is no flag %s", command, strings.Join(unknown, ", "))
				}
			}
		})
	}
}

// TestUnknownFlags shows that a flag which doesn't exist is found.
func TestUnknownFlags(t *testing.T) {
	t.Parallel()
	const help = "  -f, --format=[a|b]  Output\n      --fix    Fix\n      --no-color\n"
	for command, want := range map[string]string{
		"--fix --format=json -f x":  "",
		"--fixed":                   "--fixed",
		"--form=json --color":       "--form --color",
		"-x":                        "-x",
		"--fix | reviewdog --other": "",
		"--fix >x || [ $? -eq 2 ]":  "",
		"dir-name a--b":             "",
	} {
		if got := strings.Join(unknownFlags(command, help), " "); got != want {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}

// TestRecipes runs the commands of docs/ci.md that lint, over the examples, and
// looks whether they print what the next step reads.
func TestRecipes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "examples"))); err != nil {
		t.Fatal(err)
	}
	ran, missing := map[string]bool{}, map[string]bool{"compact": true, "sarif": true, "checkstyle": true, "junit": true}
	for _, command := range commandsOf(t, "docs/ci.md") {
		arguments, ok := strings.CutPrefix(command, "tflint ")
		if !ok || strings.Contains(arguments, "--init") || ran[arguments] || strings.Contains(arguments, "--fix") {
			continue
		}
		ran[arguments] = true
		arguments, _, _ = strings.Cut(arguments, " >")
		arguments = regexp.MustCompile(`"\$(PWD|CI_PROJECT_DIR)/`).ReplaceAllString(arguments, dir+"/")
		args := strings.Fields(strings.ReplaceAll(arguments, `"`, ""))
		res := tflint(t, dir, args...)
		if res.exit != exitIssues {
			t.Errorf("%s: exit status %d\n%s", command, res.exit, res.stderr)
		}
		format := "default"
		for _, a := range args {
			if f, ok := strings.CutPrefix(a, "--format="); ok {
				format = f
			}
		}
		if read := formats[format]; read == nil || !read(t, res.stdout) {
			t.Errorf("%s: no finding of the rules in\n%s", command, res.stdout)
		}
		delete(missing, format)
	}
	for format := range missing {
		t.Errorf("no recipe has --format=%s", format)
	}
}

const shownRule = "s3_bucket_explicit_sse"

// formats report whether an output in the format has a finding of this plugin, and
// is one document.
var formats = map[string]func(*testing.T, string) bool{
	"compact": func(_ *testing.T, out string) bool { return strings.Contains(out, "("+shownRule+")") },
	"sarif": func(t *testing.T, out string) bool {
		var log struct {
			Runs []struct {
				Results []struct{ RuleID string }
			}
		}
		if err := json.Unmarshal([]byte(out), &log); err != nil {
			t.Error(err)
		}
		return len(log.Runs) > 0 && slices.ContainsFunc(log.Runs[0].Results, func(r struct{ RuleID string }) bool { return r.RuleID == shownRule })
	},
	"checkstyle": isXML,
	"junit":      isXML,
}

func isXML(t *testing.T, out string) bool {
	decoder := xml.NewDecoder(strings.NewReader(out))
	roots, depth := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Error(err)
			break
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 {
		t.Errorf("%d documents in one output", roots)
	}
	return strings.Contains(out, shownRule)
}

// commandsOf returns the commands of one page.
func commandsOf(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := markdown.Blocks(page, strings.ReplaceAll(string(text), "\r\n", "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, b := range blocks {
		commands = append(commands, b.Commands()...)
	}
	return commands
}
