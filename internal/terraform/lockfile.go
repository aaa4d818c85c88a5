package terraform

import (
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/disk"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// lockFile is what is read of .terraform.lock.hcl.
type lockFile struct {
	Providers []struct {
		Address string   `hcl:"address,label"`
		Version string   `hcl:"version"`
		Rest    hcl.Body `hcl:",remain"`
	} `hcl:"provider,block"`
	Rest hcl.Body `hcl:",remain"`
}

// lock refines the versions of a provider by the dependency lock file beside the
// module. Terraform reads it where a configuration is applied, and nowhere else: that of
// a module that is called says what somebody had when they tried it.
func (m *Module) lock(versions *Versions, name, address string) {
	applied := m.applied(name)
	if applied == tri.No {
		return
	}
	locked := m.lockedVersion(address)
	if locked == "" {
		return
	}
	if !versions.lock(locked, applied == tri.Yes) {
		m.logf("provider %s: the lock file selects %s, which the version constraints don't admit, so it isn't used", name, locked)
	}
}

// applied says whether the module is one that is applied as it stands, so that
// Terraform reads its lock file, rather than called by others.
func (m *Module) applied(provider string) tri.Answer {
	if m.node.alone {
		return tri.No // the module under inspection calls it
	}
	configured := false
	for _, b := range m.node.dir.settings {
		switch b.Type {
		case "provider":
			written := len(b.Body.Blocks) > 0
			for argument := range b.Body.Attributes {
				written = written || argument != "version"
			}
			configured = configured || written && b.Labels[0] == provider && alias(b) == ""
		case "terraform":
			for _, attr := range requiredProviders(b) {
				if member(attr.Expr, "configuration_aliases") != nil {
					return tri.No // a caller passes them
				}
			}
			for _, inner := range b.Body.Blocks {
				configured = configured || inner.Type == "backend" || inner.Type == "cloud"
			}
		}
	}
	switch {
	case configured || hasValues(m.Dir):
		return tri.Yes
	case inModules(m.Dir):
		return tri.No
	}
	for _, v := range m.node.dir.variables {
		if v.block.Body.Attributes["default"] == nil {
			return tri.Unknown // a caller may pass it
		}
	}
	return tri.Yes
}

// hasValues reports whether a directory has files that give its variables their values.
func hasValues(dir string) bool {
	entries, err := disk.List(dir)
	if err != nil {
		return false
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".json")
		if name == "terraform.tfvars" || strings.HasSuffix(name, ".auto.tfvars") || name == "terragrunt.hcl" {
			return true
		}
	}
	return false
}

// inModules reports whether a directory is where modules are kept that others call, modules/NAME
// or modules/PROVIDER/NAME ("Standard Module Structure", Terraform documentation).
func inModules(dir string) bool {
	full, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	above := filepath.Dir(full)
	return filepath.Base(above) == "modules" || filepath.Base(filepath.Dir(above)) == "modules"
}

// lockedVersion returns the version of a provider that the lock file selects, from whichever
// registry, "" if there is none or there are several.
func (m *Module) lockedVersion(address string) string {
	name := filepath.Join(m.tree.options.Dir, ".terraform.lock.hcl")
	src, err := disk.Read(name, maxLockFile)
	if err != nil {
		return ""
	}
	file, diags := hclparse.NewParser().ParseHCL(src, name)
	if diags.HasErrors() {
		m.logf("%s", complaint(diags))
		return ""
	}
	var lock lockFile
	if diags := gohcl.DecodeBody(file.Body, nil, &lock); diags.HasErrors() {
		m.logf("%s", complaint(diags))
		return ""
	}
	found := ""
	for _, p := range lock.Providers {
		_, theirs, _ := strings.Cut(p.Address, "/")
		if theirs != address {
			continue
		}
		if found != "" && found != p.Version {
			return ""
		}
		found = p.Version
	}
	return found
}
