package policydoc

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Site is where the statements of a policy are written.
type Site struct {
	Form Form
	// Why says why there is no such place, where Form is Elsewhere.
	Why Reason
	// Range is where the list or template stands, or the header of the document's block.
	Range hcl.Range
	// Document is the instance of aws_iam_policy_document that has the blocks.
	Document *terraform.Instance
	// Own is set if it stands in the block that has the policy, whose each and count
	// mean something there.
	Own bool
	// Handed is set if it stands in an argument of a module call.
	Handed bool
	// Shared are the references in the module's files to what lies between the policy and
	// the site, where there are others than the policy's.
	Shared []hcl.Range
	// Instances are the instances of the policy's block that have this site.
	Instances []*terraform.Instance
}

// Form is the form in which statements are written.
type Form int8

// The forms.
const (
	// Elsewhere is none of the others.
	Elsewhere Form = iota
	// InList is a list of statements in what jsonencode is given, or one statement.
	InList
	// InText is the JSON of a string or heredoc.
	InText
	// InBlocks is the blocks of an aws_iam_policy_document.
	InBlocks
)

// Reason is why statements stand where no other can be put beside them. It is what
// follows "the policy".
type Reason string

// The reasons.
const (
	NotWritten  Reason = "isn't written"
	InJSON      Reason = "is in JSON syntax"
	Overridden  Reason = "is written in an override file"
	Repeated    Reason = "is a document that is declared twice"
	InFile      Reason = "is in a file"
	OfVariable  Reason = "is a variable's value"
	OfModule    Reason = "is what a module returns"
	OfResource  Reason = "is an attribute of something else"
	OfElement   Reason = "is an element of a collection"
	Conditional Reason = "is chosen by a condition"
	Merged      Reason = "is put together from several places"
	Computed    Reason = "is computed"
)

// Sites finds where the policies of a module are written. It is made when it is
// needed, and belongs to one goroutine.
type Sites struct {
	references func(address string) []hcl.Range
	found      map[argumentOf]map[hcl.Range][]*terraform.Instance
}

// argumentOf is an argument of a block.
type argumentOf struct {
	resource *terraform.Resource
	name     string
}

// NewSites returns what finds sites in the module of whose files a function knows the references to
// locals and data sources.
func NewSites(references func(address string) []hcl.Range) *Sites {
	return &Sites{references, map[argumentOf]map[hcl.Range][]*terraform.Instance{}}
}

// Of returns the site of the policy that is an argument of an instance.
func (s *Sites) Of(inst *terraform.Instance, argument string) Site {
	w := walkTo(inst, argument)
	w.Instances = s.instances(argumentOf{inst.Resource, argument})[w.Range]
	for _, name := range w.through {
		if refs := s.references(name); len(refs) != 1 {
			w.Shared = append(w.Shared, refs...)
		}
	}
	return w.Site
}

// instances returns the instances of a block by where the argument of each is written.
func (s *Sites) instances(of argumentOf) map[hcl.Range][]*terraform.Instance {
	found := s.found[of]
	if found == nil {
		found = map[hcl.Range][]*terraform.Instance{}
		for _, inst := range of.resource.Instances() {
			at := walkTo(inst, of.name).Range
			found[at] = append(found[at], inst)
		}
		s.found[of] = found
	}
	return found
}

// walk is the way from a policy to its site.
type walk struct {
	Site
	through []string // locals, and the document
}

func walkTo(inst *terraform.Instance, argument string) *walk {
	v := inst.Argument(argument)
	w := &walk{Site: Site{Range: v.Range, Own: true}}
	switch {
	case !v.Written():
		w.Why = NotWritten
	case v.Range.Filename != inst.Resource.Block.DefRange.Filename:
		w.Why = Overridden
	default:
		w.policy(v)
	}
	if w.Form != Elsewhere && strings.HasSuffix(w.Range.Filename, ".json") {
		w.Form, w.Why = Elsewhere, InJSON
	}
	return w
}

// policy walks to the text of a policy.
func (w *walk) policy(v terraform.Value) {
	p := w.to(v)
	switch f := p.Value.Form(); {
	case w.Why != "":
	case p.Instance != nil:
		w.document(p.Instance, p.Attribute)
	case p.Function == "jsonencode" && len(f.Parts) == 1:
		w.object(f.Parts[0])
	case p.Function == "" && f.Kind == terraform.TemplateForm:
		w.Form = InText
	default:
		w.Why = Computed
	}
}

// document ends the walk at an attribute of an instance.
func (w *walk) document(inst *terraform.Instance, attribute string) {
	r := inst.Resource
	w.Document, w.Range, w.Own = inst, r.Block.DefRange, false
	w.through = append(w.through, r.Address.Local())
	switch {
	case r.Address.Local() != "data.aws_iam_policy_document."+r.Address.Name || attribute != "json" && attribute != "minified_json":
		w.Why = OfResource
	case r.Repeated():
		w.Why = Repeated
	case overridden(r):
		w.Why = Overridden
	default:
		w.Form = InBlocks
	}
}

// overridden reports whether an override file has a part of a block.
func overridden(r *terraform.Resource) bool {
	file := r.Block.DefRange.Filename
	for _, attr := range r.Block.Body.Attributes {
		if attr.Range.Filename != file {
			return true
		}
	}
	for _, b := range r.Block.Body.Blocks {
		if b.DefRange.Filename != file {
			return true
		}
	}
	return false
}

// object walks to the list of statements of what jsonencode is given.
func (w *walk) object(v terraform.Value) {
	p := w.to(v)
	f := p.Value.Form()
	if w.Why != "" {
		return
	}
	var statements []terraform.Value
	for i, key := range f.Keys {
		name, known := key.Text()
		if !known || len(key.References()) > 0 {
			w.Why = Computed
			return
		}
		if name == "Statement" {
			statements = append(statements, f.Parts[i])
		}
	}
	if len(statements) != 1 {
		w.Why = Computed
		return
	}
	p = w.to(statements[0])
	switch f := p.Value.Form(); {
	case w.Why != "":
	case f.Kind == terraform.ListForm, f.Kind == terraform.ObjectForm:
		w.Form = InList
	default:
		w.Why = Computed
	}
}

// to walks to where a value is written, and notes why nothing can be written there.
func (w *walk) to(v terraform.Value) terraform.Place {
	p := v.Place()
	for _, l := range p.Locals {
		w.through = append(w.through, l.Address)
	}
	w.Own = w.Own && len(p.Locals) == 0 && !p.Handed
	w.Handed = w.Handed || p.Handed
	if p.Value.Written() {
		w.Range = p.Value.Range
	}
	switch {
	case p.Chosen:
		w.Why = Conditional
	case p.Output, p.Root == "module":
		w.Why = OfModule
	case p.Element, p.Root == "each", p.Root == "count":
		w.Why = OfElement
	case p.Root == "var":
		w.Why = OfVariable
	case p.Repeats, p.Root != "" && p.Instance == nil:
		w.Why = OfResource
	case funcs.Of(p.Function).PutsTogether():
		w.Why = Merged
	case slices.Contains([]string{"file", "templatefile"}, p.Function):
		w.Why = InFile
	}
	return p
}
