package lint

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Snapshot is the module at one moment: its tree, its files, and what has been found out
// about them. When a rule has fixed something the next one gets another snapshot; the edits of
// one rule all go by the text before the first of them.
type Snapshot struct {
	// Module is the module, evaluated.
	Module *terraform.Module

	runner  *Runner
	facts   map[any]any
	alone   map[*terraform.Module]*Snapshot
	others  map[string]*Snapshot // by the inputs that are switched
	root    *bool                // nil until asked for, see saysRoot
	sources map[string]*source
	files   map[string]*hcl.File // all of them, nil until needed
	err     error                // what kept the host from telling of them
	edited  int                  // bytes of the files that the rule edits
	written written              // by the rule, beside what it was for
	handed  map[string]bool      // what it has written at calls, see hand
	said    map[said]map[string]tri.Answer
	stale   bool // something is fixed
}

// Fact is something that is found out about a snapshot, once.
type Fact[T any] struct{ find func(*Snapshot) T }

// NewFact returns the fact that a function finds out.
func NewFact[T any](find func(*Snapshot) T) *Fact[T] { return &Fact[T]{find} }

// Of returns the fact about a snapshot.
func (f *Fact[T]) Of(s *Snapshot) T {
	if found, known := s.facts[f].(T); known {
		return found
	}
	found := f.find(s)
	s.facts[f] = found
	return found
}

// snapshot returns the module as it is now.
func (r *Runner) snapshot() (*Snapshot, error) {
	if r.current != nil && !r.current.stale {
		return r.current, nil
	}
	module, err := terraform.Load(r, terraform.Options{
		Provider:  r.set.domain.Provider,
		Dir:       ".",
		WellKnown: r.set.domain.WellKnown,
		Logf:      r.debug,
	})
	if err != nil {
		return nil, err
	}
	r.current = &Snapshot{
		Module: module, runner: r,
		facts: map[any]any{}, alone: map[*terraform.Module]*Snapshot{}, sources: map[string]*source{}, written: written{}, handed: map[string]bool{},
	}
	return r.current, nil
}

// Alone returns the snapshot of a called module to which nothing is passed.
func (s *Snapshot) Alone(m *terraform.Module) *Snapshot {
	alone := s.alone[m]
	if alone == nil {
		alone = &Snapshot{Module: m, runner: s.runner, facts: map[any]any{}, alone: map[*terraform.Module]*Snapshot{}}
		s.alone[m] = alone
	}
	return alone
}

// Scheme returns how tags are read.
func (s *Snapshot) Scheme() *classify.Scheme { return s.runner.set.config.scheme }

// UnsafeFixes reports whether fixes are made that something may object to which isn't in the code.
func (s *Snapshot) UnsafeFixes() bool { return s.runner.set.config.unsafeFixes }

// TierOption returns the expressions that the configuration gives by an option of tiers, by
// tier.
func (s *Snapshot) TierOption(o TierOption) map[string][]Expression {
	return s.runner.set.config.options[o.Name]
}

// Files returns the module's files with their trees. There are none where the host can't tell,
// and then nothing is fixed.
func (s *Snapshot) Files() map[string]*hcl.File {
	if s.files == nil && s.err == nil {
		if s.files, s.err = s.runner.GetFiles(); s.err != nil {
			s.err = fmt.Errorf("get the files: %w", s.err)
		}
	}
	return s.files
}

// source is a file's text and tree.
type source struct {
	raw     *hcl.File
	file    *fix.File
	err     error
	ignores []ignore // nil until asked for
	notes   *remarks // nil until asked for
	edited  bool
}

// source returns a file's text and tree, fetched once: each fetch parses the whole file.
func (s *Snapshot) source(name string) *source {
	if known := s.sources[name]; known != nil {
		return known
	}
	found := &source{}
	if all := s.files; all[name] != nil && s.err == nil {
		found.raw = all[name]
	} else {
		found.raw, found.err = s.runner.GetFile(name)
	}
	if found.err == nil {
		found.file, found.err = fix.NewFile(name, found.raw)
	}
	s.sources[name] = found
	return found
}

// comments returns the comments of the file, whose name it is given.
func (s *source) comments(name string) *remarks {
	if s.notes == nil {
		s.notes = newRemarks(name, s.raw)
	}
	return s.notes
}

// Text returns source text as it is written.
func (s *Snapshot) Text(rng hcl.Range) (string, error) {
	file := s.source(rng.Filename)
	if file.err != nil {
		return "", file.err
	}
	return file.file.Text(rng), nil
}
