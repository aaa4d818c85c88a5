package fakehost

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// configName is the name that ranges of the configuration carry.
const configName = ".tflint.hcl"

// config is .tflint.hcl with the command line's flags merged into it.
type config struct {
	disabledByDefault bool
	callModuleType    string
	only              []string
	varFiles          []string
	variables         []string
	rules             map[string]*ruleConfig
	plugin            *pluginConfig // nil if there is no block for it
	sources           map[string][]byte
}

type ruleConfig struct {
	Name      string   `hcl:"name,label"`
	Enabled   bool     `hcl:"enabled"`
	Ignorable *bool    `hcl:"ignorable,optional"`
	Body      hcl.Body `hcl:",remain"` // nil if only a flag names the rule
}

type pluginConfig struct {
	Name    string   `hcl:"name,label"`
	Enabled bool     `hcl:"enabled"`
	Version string   `hcl:"version,optional"`
	Source  string   `hcl:"source,optional"`
	Body    hcl.Body `hcl:",remain"`
}

// configFile is the part of the file that is of interest here.
type configFile struct {
	Settings []struct {
		CallModuleType    string   `hcl:"call_module_type,optional"`
		DisabledByDefault bool     `hcl:"disabled_by_default,optional"`
		VarFiles          []string `hcl:"varfile,optional"`
		Variables         []string `hcl:"variables,optional"`
		Rest              hcl.Body `hcl:",remain"`
	} `hcl:"config,block"`
	Rules   []*ruleConfig `hcl:"rule,block"`
	Plugins []struct {
		Name string   `hcl:"name,label"`
		Body hcl.Body `hcl:",remain"`
	} `hcl:"plugin,block"`
	Rest hcl.Body `hcl:",remain"`
}

// loadConfig reads the configuration and the flags. Blocks of other plugins are
// passed over.
func loadConfig(o Options, plugin string) (*config, error) {
	c := &config{
		callModuleType: "local",
		rules:          map[string]*ruleConfig{},
		sources:        map[string][]byte{configName: o.Config},
	}
	file, diags := hclsyntax.ParseConfig(o.Config, configName, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	var f configFile
	if diags := gohcl.DecodeBody(file.Body, nil, &f); diags.HasErrors() {
		return nil, diags
	}
	for _, s := range f.Settings {
		if s.CallModuleType != "" {
			c.callModuleType = s.CallModuleType
		}
		c.disabledByDefault = s.DisabledByDefault
		c.varFiles, c.variables = s.VarFiles, s.Variables
	}
	for _, rule := range f.Rules {
		c.rules[rule.Name] = rule
	}
	for _, p := range f.Plugins {
		if p.Name != plugin {
			continue
		}
		c.plugin = &pluginConfig{Name: p.Name}
		if diags := gohcl.DecodeBody(p.Body, nil, c.plugin); diags.HasErrors() {
			return nil, diags
		}
	}
	if err := c.parseArgs(o.Args); err != nil {
		return nil, err
	}
	for _, rule := range o.Only {
		c.runOnly(rule)
	}
	return c, nil
}

// parseArgs merges the command line's flags, "--flag=value" or two elements.
func (c *config) parseArgs(args []string) error {
	for i := 0; i < len(args); i++ {
		flag, value, hasValue := strings.Cut(args[i], "=")
		if !hasValue {
			if i++; i == len(args) {
				return fmt.Errorf("flag %s needs a value", flag)
			}
			value = args[i]
		}
		switch flag {
		case "--var":
			c.variables = append(c.variables, value)
		case "--var-file":
			c.varFiles = append(c.varFiles, strings.Split(value, ",")...)
		case "--only":
			c.runOnly(value)
		case "--enable-rule":
			c.enable(value, true)
		case "--disable-rule":
			c.enable(value, false)
		case "--call-module-type":
			c.callModuleType = value
		default:
			return fmt.Errorf("flag %s is not supported by fakehost", flag)
		}
	}
	if !slices.Contains([]string{"all", "local", "none"}, c.callModuleType) {
		return fmt.Errorf("%s is invalid call module type. Allowed values are: all, local, none", c.callModuleType)
	}
	return nil
}

// runOnly is --only.
func (c *config) runOnly(rule string) {
	c.only = append(c.only, rule)
	c.disabledByDefault = true
	c.enable(rule, true)
}

// enable changes whether the rule runs and keeps the rest of its block.
func (c *config) enable(rule string, enabled bool) {
	if c.rules[rule] == nil {
		c.rules[rule] = &ruleConfig{Name: rule}
	}
	c.rules[rule].Enabled = enabled
}

// pluginEnabled reports whether tflint would start the plugin.
func (c *config) pluginEnabled() bool { return c.plugin == nil || c.plugin.Enabled }

// ignorable reports whether annotations work on the rule.
func (c *config) ignorable(rule string) bool {
	r := c.rules[rule]
	return r == nil || r.Ignorable == nil || *r.Ignorable
}

// global returns the configuration as rule sets get it.
func (c *config) global(fix bool) *tflint.Config {
	rules := map[string]*tflint.RuleConfig{}
	for name, rule := range c.rules {
		rules[name] = &tflint.RuleConfig{Name: name, Enabled: rule.Enabled}
	}
	return &tflint.Config{Rules: rules, DisabledByDefault: c.disabledByDefault, Only: c.only, Fix: fix}
}
