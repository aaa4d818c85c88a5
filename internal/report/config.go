package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// configurationOf returns the configuration by which tflint goes in a directory, "" where there is none. The one that the
// environment names has to be there; a relative name is one in the directory, as tflint's --chdir has it.
func configurationOf(dir string) string {
	if name := os.Getenv("TFLINT_CONFIG_FILE"); filepath.IsAbs(name) {
		return name
	} else if name != "" {
		return filepath.Join(dir, name)
	}
	names := []string{filepath.Join(dir, ".tflint.hcl"), filepath.Join(dir, ".tflint.json")}
	if home, err := os.UserHomeDir(); err == nil {
		names = append(names, filepath.Join(home, ".tflint.hcl"), filepath.Join(home, ".tflint.json"))
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// configuration is one with this plugin alone.
type configuration struct {
	text      []byte
	extension string
	remarks   []string
}

// fetched are the arguments of a plugin block that say where the plugin comes from, and placed that
// of the config block.
var fetched = []string{"version", "source", "signing_key", "signature"}

const placed = "plugin_dir"

// alone is what is added: the plugin that comes with tflint is on by itself.
const alone = "\nplugin \"terraform\" {\n  enabled = false\n}\n"

// own reads a configuration and takes everything out that isn't about this plugin, in place, so that
// what tflint has to say about the rest names the right line.
func own(name string) (*configuration, error) {
	if name == "" {
		return &configuration{text: []byte("plugin \"" + project.Name + "\" {\n  enabled = true\n}\n" + alone), extension: ".hcl"}, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("failed to load tflint's configuration: %w", err)
	}
	if strings.HasSuffix(name, ".json") {
		return ownJSON(name, text)
	}
	c := &configuration{text: text, extension: ".hcl"}
	file, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	if diags.HasErrors() {
		return c, nil // tflint says it better
	}
	ours := false
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		label := strings.Join(b.Labels, ".")
		switch {
		case b.Type == "plugin" && label == project.Name:
			ours = true
			if err := c.plugin(name, b.Body); err != nil {
				return nil, err
			}
		case b.Type == "plugin", b.Type == "rule" && !isRule(label):
			blank(text, b.Range().Start.Byte, b.CloseBraceRange.End.Byte)
		case b.Type == "config":
			c.blankAttribute(b.Body, placed)
		}
	}
	if !ours {
		c.text = append(c.text, "\nplugin \""+project.Name+"\" {\n  enabled = true\n}\n"...)
	}
	c.text = append(c.text, alone...)
	return c, nil
}

// plugin takes out of the plugin's block where it comes from. That it is off is for its owner to change.
func (c *configuration) plugin(name string, body *hclsyntax.Body) error {
	if a := body.Attributes["enabled"]; a != nil {
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type().FriendlyName() == "bool" && v.False() {
			return fmt.Errorf("%s: the plugin is disabled there", a.Range())
		}
	}
	if a := body.Attributes["version"]; a != nil {
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type().FriendlyName() == "string" {
			c.remark(name, v.AsString())
		}
	}
	for _, argument := range fetched {
		c.blankAttribute(body, argument)
	}
	return nil
}

// remark says where another version than this one is asked for.
func (c *configuration) remark(name, version string) {
	if version != project.Version {
		c.remarks = append(c.remarks, fmt.Sprintf("%s asks for version %s of the plugin, and the report is by version %s", name, version, project.Version))
	}
}

func (c *configuration) blankAttribute(body *hclsyntax.Body, name string) {
	if a := body.Attributes[name]; a != nil {
		blank(c.text, a.Range().Start.Byte, a.Range().End.Byte)
	}
}

// blank writes spaces over a part of a text, and leaves its lines.
func blank(text []byte, start, end int) {
	for i := start; i < end; i++ {
		if text[i] != '\n' && text[i] != '\r' {
			text[i] = ' '
		}
	}
}

func isRule(name string) bool {
	return slices.ContainsFunc(rules.New().RuleNames(), func(own string) bool { return own == name })
}

// ownJSON is own for the other syntax.
func ownJSON(name string, text []byte) (*configuration, error) {
	c := &configuration{text: text, extension: ".json"}
	if !json.Valid(text) { // tflint says it better
		return c, nil
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil { // no object
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, typ := range []string{"plugin", "rule", "config"} {
		if _, list := root[typ].([]any); list { // blocks may be written so
			return nil, fmt.Errorf("%s: %q is a list: write it as one object, or give another --config", name, typ)
		}
	}
	plugins, rule := object(root["plugin"]), object(root["rule"])
	block := object(plugins[project.Name])
	if block == nil {
		block = map[string]any{"enabled": true}
	}
	if block["enabled"] == false {
		return nil, errors.New(name + ": the plugin is disabled there")
	}
	if version, ok := block["version"].(string); ok {
		c.remark(name, version)
	}
	for _, argument := range fetched {
		delete(block, argument)
	}
	root["plugin"] = map[string]any{project.Name: block, "terraform": map[string]any{"enabled": false}}
	for label := range rule {
		if !isRule(label) {
			delete(rule, label)
		}
	}
	delete(object(root["config"]), placed)
	var err error
	c.text, err = json.MarshalIndent(root, "", "  ")
	return c, err
}

func object(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}
