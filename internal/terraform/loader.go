package terraform

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/disk"
)

// loader reads the directories of called modules from the host. It only finds
// what the host has loaded: local modules by default, those of registries and
// repositories with call_module_type = "all" and after terraform init.
type loader struct {
	host    Host
	options Options
	root    *directory
	schema  *hclext.BodySchema
	logf    func(string, ...any)

	directories map[string]*directory // by path; nil where not loaded
	manifest    map[string]installed  // directories of remote modules by the path of their call, nil until needed
}

func newLoader(host Host, root *directory, o Options, logf func(string, ...any)) *loader {
	schema := union(moduleSchema(o.Provider, true), calledSchema())
	return &loader{host: host, options: o, root: root, schema: schema, logf: logf, directories: map[string]*directory{}}
}

// called returns the directory of a call, nil if it isn't loaded, and whether the
// call names it as a local one. callPath are the names of the calls that lead there.
func (l *loader) called(from *directory, callPath []string, call *hclext.Block) (dir *directory, local bool) {
	attr := call.Body.Attributes["source"]
	if attr == nil {
		return nil, false
	}
	source := literalText(attr.Expr)
	switch {
	case source == "":
		return nil, false
	case isLocal(source):
		source = filepath.FromSlash(path.Clean(strings.ReplaceAll(source, `\`, "/")))
		return l.read(filepath.Join(from.path, source), filepath.Join(from.name, source)), true
	}
	record, ok := l.installed()[strings.Join(callPath, ".")]
	recorded := record.Dir
	switch {
	case !ok:
		return nil, false
	case filepath.IsAbs(recorded):
		return l.read(recorded, filepath.Join(l.root.name, recorded)), false // as tflint joins them
	}
	return l.read(filepath.Join(l.root.path, recorded), filepath.Join(l.root.name, recorded)), false
}

// isLocal reports whether a source is a path, as tflint decides it.
func isLocal(source string) bool {
	for _, prefix := range []string{"./", "../", `.\`, `..\`} {
		if strings.HasPrefix(source, prefix) {
			return true
		}
	}
	return false
}

// manifest is what is read of .terraform/modules/modules.json.
type manifest struct {
	Modules []installed
}

// installed is a module as terraform init has installed it.
type installed struct{ Key, Source, Version, Dir string }

// installed returns the remote modules that terraform init has installed, by the names of the calls.
func (l *loader) installed() map[string]installed {
	if l.manifest != nil {
		return l.manifest
	}
	l.manifest = map[string]installed{}
	data := os.Getenv("TF_DATA_DIR")
	if data == "" {
		data = ".terraform"
	}
	if !filepath.IsAbs(data) {
		data = filepath.Join(l.root.path, data)
	}
	src, err := disk.Read(filepath.Join(data, "modules", "modules.json"), maxManifest)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) { // without terraform init there is none
			l.logf("modules.json: %s", err)
		}
		return l.manifest
	}
	var m manifest
	if err := json.Unmarshal(src, &m); err != nil {
		l.logf("modules.json: %s", err)
		return l.manifest
	}
	for _, record := range m.Modules {
		l.manifest[record.Key] = record
	}
	return l.manifest
}

// read returns a directory that the host has loaded, else nil. hostName is the
// host's name for it: relative to where tflint was started, which --chdir has left.
func (l *loader) read(dir, hostName string) *directory {
	d, seen := l.directories[dir]
	if !seen {
		d = l.parse(dir, hostName)
		l.directories[dir] = d
	}
	return d
}

// parse reads the files of a directory. Which ones there are is read from disk,
// what they say is asked of the host: it answers for what it has loaded.
func (l *loader) parse(dir, hostName string) *directory {
	entries, err := disk.List(dir)
	if err != nil {
		l.logf("%s: %s", dir, err)
		return nil
	}
	var blocks, overrides hclext.Blocks
	files := map[string]*hcl.File{}
	for _, entry := range entries { // sorted by name, the order in which override files apply
		name := entry.Name()
		if entry.IsDir() || !isTerraform(name) {
			continue
		}
		file, err := l.host.GetFile(filepath.Join(hostName, name))
		if err != nil || file == nil || file.Body == nil {
			l.logf("%s isn't loaded: %v", filepath.Join(dir, name), err)
			return nil
		}
		files[filepath.Join(hostName, name)] = file
		// Blocks where only arguments may be are an error that leaves the rest intact.
		content, diags := hclext.PartialContent(file.Body, l.schema)
		if diags.HasErrors() {
			l.logf("%s", complaint(diags))
		}
		switch {
		case content == nil:
		case isOverride(name):
			overrides = append(overrides, content.Blocks...)
		default:
			blocks = append(blocks, content.Blocks...)
		}
	}
	if len(files) == 0 {
		return nil
	}
	d := newDirectory(dir, hostName, override(blocks, overrides))
	d.files = files
	return d
}

// isTerraform reports whether tflint loads a file of this name: not the hidden
// ones, nor those that editors leave behind.
func isTerraform(name string) bool {
	switch {
	case !strings.HasSuffix(name, ".tf") && !strings.HasSuffix(name, ".tf.json"):
		return false
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"):
		return false
	case strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return false
	}
	return true
}
