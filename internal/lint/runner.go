package lint

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/logger"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Runner is one inspection of one module: the state of a run, which rules
// don't have. It belongs to one goroutine.
type Runner struct {
	tflint.Runner

	fixing    bool
	strict    bool
	log       func(string) // nil where tflint's log is meant
	config    *config
	enabled   map[string]bool // rules by name
	order     []*adapter      // the same in the order in which they run
	failed    []*adapter      // those that have panicked, or couldn't run for that
	broken    bool            // the inventory can't be made
	made      *made
	fresh     fresh         // of the rule at hand
	root      tri.Verdict   // whether the module is the root, Unknown until asked
	inventory *s3.Inventory // nil until needed
	alone     map[*terraform.Module]*s3.Inventory
	sources   map[string]*source
	files     map[string]*hcl.File // all of them, nil until needed
	users     *users               // nil until needed
	serving   map[keyUse]*s3.Key   // see servingKey
	changed   bool                 // a rule has fixed something: the next one starts afresh
	// Whether one of the files mentions objectContext.
	objectContext bool
	edited        int // bytes of the files that the rule edits
}

// source is a file's current text and tree.
type source struct {
	raw     *hcl.File
	file    *fix.File
	err     error
	ignores []ignore // nil until asked for
	notes   comments // nil until asked for
	edited  bool
}

// check runs a rule.
func (r *Runner) check(a *adapter) error {
	if !r.broken {
		if err := r.run(a); err != nil {
			return err
		}
	}
	return r.tellFailure(a)
}

// run runs a rule. One that panics is entered as failed.
func (r *Runner) run(a *adapter) error {
	if !r.strict {
		defer r.recovered(a)
	}
	isRoot, err := r.isRoot()
	if err != nil || !isRoot {
		return err
	}
	inventory, err := r.takeInventory()
	if err != nil {
		return err
	}
	pass := &Pass{Module: inventory.Module, Inventory: inventory, Preset: r.config.preset, enabled: r.enabled}
	if pass.Options, err = r.options(a.rule); err != nil {
		return err
	}
	if err := a.rule.Check(pass); err != nil {
		return err
	}
	findings, err := r.place(a, pass)
	if err != nil {
		return err
	}
	return r.report(a, findings)
}

// debug writes to the log of tflint, with TFLINT_LOG=debug.
func (r *Runner) debug(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); r.log != nil {
		r.log(text)
	} else {
		logger.Debug(text)
	}
}

// isRoot asks the host once whether the module is the root module.
func (r *Runner) isRoot() (bool, error) {
	if r.root == tri.Unknown {
		path, err := r.GetModulePath()
		if err != nil {
			return false, fmt.Errorf("ask for the module path: %w", err)
		}
		r.root = tri.No
		if path.IsRoot() {
			r.root = tri.Yes
		}
	}
	return r.root == tri.Yes, nil
}

// takeInventory evaluates the module, once until a rule fixes something. The
// edits of one rule all go by the text before the first of them.
func (r *Runner) takeInventory() (*s3.Inventory, error) {
	if r.changed {
		r.inventory, r.alone, r.sources, r.files, r.users, r.serving = nil, nil, nil, nil, nil, nil
		r.changed, r.edited, r.fresh = false, 0, nil
	}
	if r.inventory != nil {
		return r.inventory, nil
	}
	module, err := terraform.Load(r, terraform.Options{
		Provider: s3.Provider{},
		Dir:      ".",
		Known:    standIn,
		Logf:     r.debug,
	})
	if err != nil {
		return nil, err
	}
	r.inventory = s3.New(module, r.config.scheme)
	return r.inventory, nil
}

// source returns a file's text and tree as of the start of the rule, fetched
// once: each fetch parses the whole file.
func (r *Runner) source(name string) *source {
	if s := r.sources[name]; s != nil {
		return s
	}
	s := &source{}
	s.raw, s.err = r.GetFile(name)
	if s.err == nil {
		s.file, s.err = fix.NewFile(name, s.raw)
	}
	if r.sources == nil {
		r.sources = map[string]*source{}
	}
	r.sources[name] = s
	return s
}

// allComments returns the comments of the file, whose name it is given.
func (s *source) allComments(name string) comments {
	if s.notes == nil {
		s.notes = readComments(name, s.raw)
	}
	return s.notes
}

// allFiles returns the module's files with their trees, fetched once until
// something is fixed.
func (r *Runner) allFiles() (map[string]*hcl.File, error) {
	if r.files == nil {
		files, err := r.GetFiles()
		if err != nil {
			return nil, fmt.Errorf("get the files: %w", err)
		}
		r.files, r.objectContext = files, false
		for _, f := range files {
			r.objectContext = r.objectContext || f != nil && hasObjectContext(f.Bytes)
		}
	}
	return r.files, nil
}

// options decodes a rule's options over their defaults. A rule without any is
// asked as well: an option in its block is a mistake to tell of.
func (r *Runner) options(rule *Rule) (any, error) {
	var options any = &struct{}{}
	if rule.Options != nil {
		options = rule.Options()
	}
	if err := r.DecodeRuleConfig(rule.Name, options); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	if v, ok := options.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, err
		}
	}
	return options, nil
}

// standIn returns the stand-in for a module that the table of known modules has.
func standIn(source, version string) (name, file string, ok bool) {
	m := known.Find(source, version)
	if m == nil {
		return "", "", false
	}
	return m.Name, m.Source, true
}
