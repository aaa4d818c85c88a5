package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSymbolicLinks inspects and fixes a module whose file is a link, and that calls one by a linked folder with a linked
// file. tflint writes through the link.
func TestSymbolicLinks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	dir := t.TempDir()
	root, real := filepath.Join(dir, "root"), filepath.Join(dir, "real")
	write(t, filepath.Join(real, "keys.tf"), shortWindow)
	write(t, filepath.Join(real, "module.tf"), "variable \"window\" {}\n\nresource \"aws_kms_key\" \"called\" {\n  deletion_window_in_days = var.window\n}\n")
	configure(t, root, "")
	write(t, filepath.Join(root, "call.tf"), "module \"called\" {\n  source = \"./linked\"\n  window = 7\n}\n")
	write(t, filepath.Join(dir, "folder", "other.tf"), "\n")
	link(t, filepath.Join(real, "keys.tf"), filepath.Join(root, "main.tf"))
	link(t, filepath.Join(real, "module.tf"), filepath.Join(dir, "folder", "main.tf"))
	link(t, filepath.Join(dir, "folder"), filepath.Join(root, "linked"))
	link(t, filepath.Join(dir, "nowhere"), filepath.Join(root, "linked", "dangling.txt"))

	args := []string{"--only=kms_key_deletion_window"}
	wantPlaces(t, inspect(t, root, args...), "call.tf:3:12:", "main.tf:2:")
	inspect(t, root, append(args, "--fix")...)
	wantPlaces(t, inspect(t, root, args...))
	if info, err := os.Lstat(filepath.Join(root, "main.tf")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if text, err := os.ReadFile(filepath.Join(real, "keys.tf")); err != nil || !strings.Contains(string(text), "= 30") {
		t.Errorf("the file that the link names: %q, %v", text, err)
	}
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnly inspects what may only be read. A fix fails as a whole, and leaves the file as it was.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	name := filepath.Join(dir, "main.tf")
	write(t, name, shortWindow)
	if err := os.Chmod(name, 0o444); err != nil {
		t.Fatal(err)
	}
	wantPlaces(t, inspect(t, dir), "main.tf:2:")
	if !obeysPermissions() {
		t.Skip("this user may write it nevertheless")
	}
	if res := tflint(t, dir, "--fix"); res.exit != exitError || !strings.Contains(res.stderr, "main.tf") {
		t.Errorf("exit status %d, %s%s", res.exit, res.stdout, res.stderr)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != shortWindow {
		t.Errorf("the file is %q, %v", text, err)
	}
}

// TestLargeFile has a file of 10 MB, more than tflint takes back from a plugin: it is inspected, its fix left out, and
// that of another file made.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	const line = "a line of a very long comment, one of very many that are in this file for no reason at all\n"
	large := shortWindow + "/*\n" + strings.Repeat(line, 10_000_000/len(line)) + "*/\n"
	write(t, filepath.Join(dir, "large.tf"), large)
	write(t, filepath.Join(dir, "small.tf"), strings.ReplaceAll(shortWindow, "this", "small"))
	wantPlaces(t, setting{plugins: plainDir}.inspect(t, dir, "--fix"), "large.tf:2:", "small.tf:2:")
	after := contents(t, dir)
	if after["large.tf"] != large {
		t.Error("the large file has changed")
	}
	if !strings.Contains(after["small.tf"], "= 30") {
		t.Errorf("the small file is %q", after["small.tf"])
	}
}

// TestManyResources has 20,000 resources, a tenth of them keys, and some with a finding.
func TestManyResources(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	var text strings.Builder
	for i := range 20_000 {
		if i%10 > 0 {
			fmt.Fprintf(&text, "resource \"aws_sqs_queue\" \"q%d\" {}\n", i)
			continue
		}
		days := 30
		if i%1000 == 0 {
			days = 7
		}
		fmt.Fprintf(&text, "resource \"aws_kms_key\" \"k%d\" {\n  deletion_window_in_days = %d\n  enable_key_rotation     = true\n}\n\n", i, days)
	}
	write(t, filepath.Join(dir, "main.tf"), text.String())
	if got := (setting{plugins: plainDir}).inspect(t, dir, "--fix"); len(got) != 20 {
		t.Errorf("%d issues", len(got))
	}
	if strings.Contains(contents(t, dir)["main.tf"], "= 7") {
		t.Error("something is left")
	}
}

// TestIgnoredFiles has files with annotations for the whole file, in each encoding and syntax: nothing in them is
// reported or changed, and what another file needs is made there.
func TestIgnoredFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	key := strings.NewReplacer("\"this\"", "\"%s\"").Replace(shortWindow)
	files := map[string]string{
		"all.tf":   "# tflint-ignore-file: all\n" + fmt.Sprintf(key, "all"),
		"slash.tf": "// tflint-ignore-file: kms_key_deletion_window\n" + fmt.Sprintf(key, "slash"),
		"block.tf": "/* tflint-ignore-file: kms_key_rotation, kms_key_deletion_window */\n" + fmt.Sprintf(key, "block"),
		"crlf.tf":  strings.ReplaceAll("# tflint-ignore-file: kms_key_deletion_window\n"+fmt.Sprintf(key, "crlf"), "\n", "\r\n"),
		"bare.tf":  "# tflint-ignore-file: kms_key_deletion_window\n" + strings.TrimSuffix(fmt.Sprintf(key, "bare"), "\n"),
		"json.tf.json": `{"//": "tflint-ignore-file: kms_key_deletion_window", "resource": {"aws_kms_key": {"json":
 {"deletion_window_in_days": 7, "enable_key_rotation": true}}}}`,
		"a_override.tf": "# tflint-ignore-file: kms_key_deletion_window\nresource \"aws_kms_key\" \"overridden\" {\n  deletion_window_in_days = 7\n}\n",
	}
	if testing.Short() {
		delete(files, "json.tf.json") // the oldest tflint knows no annotations in JSON
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	write(t, filepath.Join(dir, "main.tf"), "resource \"aws_kms_key\" \"overridden\" {\n  enable_key_rotation = true\n}\n\n"+fmt.Sprintf(key, "main"))
	wantPlaces(t, inspect(t, dir), "main.tf:6:")
	inspect(t, dir, "--fix")
	wantPlaces(t, inspect(t, dir))
	after := contents(t, dir)
	for name, text := range files {
		if after[name] != text {
			t.Errorf("%s has become %q", name, after[name])
		}
	}
}
