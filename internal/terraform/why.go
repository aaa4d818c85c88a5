package terraform

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// On says whether a switch that is off by default is on, whatever decides it.
func (v Value) On() tri.Answer {
	return v.Each(func(v Value) tri.Answer {
		if v.Null() == tri.Yes {
			return tri.No
		}
		on, ok := v.Bool()
		return answerIf(ok, tri.Of(on))
	})
}

// Why says why the value isn't definite: what it rests on, in words; "" where it is, or nobody
// has kept it.
func (v Value) Why() string {
	var out []string
	for _, o := range Origins(v.Cty) {
		out = append(out, o.String())
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if n := len(out); n > 3 {
		out = append(out[:3], "…")
	}
	return strings.Join(out, "; ")
}

// WhyNot returns what says why the value can't be read as something, such as "a whole number".
func (v Value) WhyNot(something string) func() string {
	return func() string {
		if why := v.Why(); why != "" {
			return why
		}
		return "what is written isn't " + something
	}
}

// String says what isn't known, and why.
func (o Origin) String() string {
	switch o.Kind {
	case StandIn, Environment:
		if o.Kind == Environment || o.Addr == workspaceName {
			return o.Addr + " differs by where Terraform runs"
		}
		return o.Addr + " gets its value when Terraform runs"
	case Invalid:
		return o.Addr + " can't be evaluated"
	case Variable:
		return o.Addr + " has no value that is known"
	case ModuleOutput:
		return o.Addr + " is decided in a module that isn't loaded"
	case DataSource:
		return o.Addr + " is read when Terraform runs"
	case Computed:
		return o.Addr + " is decided when Terraform runs"
	case OverBudget:
		return o.Addr + " takes more work than an inspection may"
	case Symbolic:
		return "how many there are of " + o.Addr + " isn't known"
	case Secret:
		return o.Addr + " is secret"
	}
	return ""
}
