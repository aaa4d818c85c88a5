package trust

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// powers is what the plugin's own code may use of packages that can do more than
// compute: it reads files, parses addresses, and ends itself when its parent has ended.
var powers = map[string][]string{
	"net": {"CIDRMask", "IP", "IPMask", "IPNet", "ParseCIDR", "ParseIP"},
	"os":  {"Args", "Exit", "FindProcess", "Getenv", "Getppid", "Open", "ReadDir", "ReadFile", "Stat", "Stderr", "Stdin", "Stdout", "UserHomeDir"},
}

// refused are packages, with what is below them, that the plugin's own code doesn't
// need: they reach the network, start programs, write files, or get round the
// compiler. Those in harmless are excepted.
var (
	refused = []string{
		"C", "crypto/tls", "github.com/hashicorp/go-plugin", "golang.org/x/net", "golang.org/x/sys", "google.golang.org/grpc", "io/ioutil", "log/syslog",
		"net", "os", "plugin", "runtime/cgo", "syscall", "testing", "unsafe",
	}
	harmless = []string{"net/netip", "net/url"}
)

// TestPowers holds that the plugin's own code can't open a connection, write a file or
// start a program. What it links in can, and is watched by TestConfined of internal/e2e.
func TestPowers(t *testing.T) {
	const format = `{{with .Module}}{{if .Main}}{{range $.GoFiles}}{{$.Dir}}/{{.}}
{{end}}{{range $.CgoFiles}}{{$.Dir}}/{{.}}
{{end}}{{range $.IgnoredGoFiles}}{{$.Dir}}/{{.}}
{{end}}{{range $.SFiles}}{{$.Dir}}/{{.}}
{{end}}{{end}}{{end}}`
	cmd := exec.Command("go", "list", "-deps", "-f", format, ".")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := strings.Fields(string(out))
	if len(files) < 100 {
		t.Errorf("only %d files", len(files))
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || filepath.Base(filepath.Dir(name)) == "report" {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		wrong, err := wrongPowers(name, source)
		if err != nil {
			t.Error(err)
		}
		for _, w := range wrong {
			t.Error(w)
		}
	}
}

// TestReportApart holds that package report, which starts tflint and writes the file that it is told to, is imported by the
// program's main alone: as a plugin nothing of it runs.
func TestReportApart(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}
{{end}}`, "./...")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/seed-5b586960/tflint-ruleset-s3-encryption"
	var importers []string
	for line := range strings.Lines(string(out)) {
		if importer, imported, _ := strings.Cut(strings.TrimSpace(line), " "); imported == module+"/internal/report" {
			importers = append(importers, importer)
		}
	}
	if !slices.Equal(importers, []string{module, module + "/internal/docgen"}) { // which is no part of the program
		t.Errorf("package report is imported by %q", importers)
	}
	main, err := os.ReadFile(filepath.Join("..", "..", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(main), "if os.Getenv(startedByTFLint) == \"\" {\n\t\tos.Exit(report.Main(") || strings.Count(string(main), "report.") != 1 {
		t.Error("main doesn't keep the report from running inside of tflint")
	}
}

// wrongPowers returns what a file uses and shouldn't.
func wrongPowers(name string, source []byte) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var wrong []string
	complain := func(n ast.Node, what string) {
		wrong = append(wrong, fmt.Sprintf("%s: %s: nothing of the plugin has needed it so far", set.Position(n.Pos()), what))
	}
	limited := map[string]string{} // packages in powers, by their names in this file
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		switch {
		case powers[imported] != nil && local != ".":
			limited[local] = imported
		case isRefused(imported):
			complain(spec, imported)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := selector.X.(*ast.Ident); ok && limited[id.Name] != "" && !slices.Contains(powers[limited[id.Name]], selector.Sel.Name) {
				complain(n, limited[id.Name]+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return wrong, nil
}

func isRefused(imported string) bool {
	return !slices.Contains(harmless, imported) && slices.ContainsFunc(refused, func(p string) bool {
		return imported == p || strings.HasPrefix(imported, p+"/")
	})
}

// TestWrongPowers shows that what isn't allowed is found.
func TestWrongPowers(t *testing.T) {
	for source, want := range map[string]int{
		"import \"os\"\nvar _ = os.Getenv(\"x\")":                      0,
		"import \"net/netip\"\nvar _ netip.Addr":                       0,
		"import \"os\"\nvar _ = os.WriteFile":                          1,
		"import \"os\"\nvar _, _ = os.Create(\"x\")":                   1,
		"import system \"os\"\nvar _, _ = system.OpenRoot(\".\")":      1,
		"import . \"os\"\nvar _ = Getenv":                              1,
		"import \"net\"\nvar _, _ = net.Dial(\"tcp\", \"x\")":          1,
		"import \"net/http\"\nvar _ http.Client":                       1,
		"import \"os/exec\"\nvar _ = exec.Command(\"x\")":              1,
		"import _ \"unsafe\"":                                          1,
		"import \"golang.org/x/sys/unix\"\nvar _ = unix.Write":         1,
		"import (\"os\"; \"net\")\nvar _, _ = os.Remove, net.Listen":   2,
		"import \"syscall\"\nfunc f() { _ = syscall.Unlink(\"x\") }\n": 1,
	} {
		wrong, err := wrongPowers("x.go", []byte("package x\n"+source))
		if err != nil || len(wrong) != want {
			t.Errorf("%s: got %q, %v, want %d", source, wrong, err, want)
		}
	}
}
