package remedy

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// ArgumentFor returns the argument that decides on a wish where an instance is in a well-known
// module that the root itself calls, else nil. The value is what it has to be where the module
// doesn't say. check, which may be nil, fails where it mustn't be written.
func ArgumentFor(of *terraform.Instance, wish known.Wish, value string, check func(*terraform.Call, *lint.Doubts) error) *lint.Argument {
	m := of.Resource.Module
	if !m.WellKnown() || !m.Parent.IsRoot() {
		return nil
	}
	call := m.Caller().Call
	entry := known.Find(call.Asks())
	if entry == nil {
		return nil
	}
	arg, ok := entry.Argument(wish)
	if !ok {
		return nil
	}
	if arg.Value == "" {
		arg.Value = value
	}
	return &lint.Argument{Call: call, Name: arg.Name, Fix: func() (lint.Fix, error) {
		var doubts lint.Doubts
		if check != nil {
			if err := check(call, &doubts); err != nil {
				return lint.Fix{}, err
			}
		}
		return lint.Fix{Wants: arg.Value, Do: func(e *lint.Edit) error { return setArgument(e, call, arg) }, Doubts: doubts}, nil
	}}
}

// EncryptArgument is ArgumentFor for a bucket without encryption configuration.
func EncryptArgument(s *lint.Snapshot, b *s3.Bucket) *lint.Argument {
	return ArgumentFor(b.Instance, known.ExplicitSSE, "", func(call *terraform.Call, d *lint.Doubts) error {
		switch {
		case b.AsksForKMS() == tri.Yes && b.ReceivesLogs != tri.Yes:
			return whyCalledModule.Refuse("a sensitive bucket's key isn't the argument's to decide")
		case b.RefusesSSES3():
			return WhyLockedOut.Refuse("the bucket policy refuses SSE-S3")
		case comesToLife(s, "aws_s3_bucket_server_side_encryption_configuration"):
			return whyInputs.Refuse("with other inputs another configuration may be in the way")
		}
		return callConfiguredHere(s, call, d)
	})
}

// TransportArgument is ArgumentFor for a bucket whose policy, or the lack of one, lets plain
// HTTP through.
func TransportArgument(s *lint.Snapshot, b *s3.Bucket, minimum string) *lint.Argument {
	if b.HasPolicy == tri.Yes && b.Policies[0].Instance.Resource.Module != b.Instance.Resource.Module {
		return nil
	}
	return ArgumentFor(b.Instance, known.DenyInsecureTransport, "", func(call *terraform.Call, d *lint.Doubts) error {
		if plain, _ := b.PlainHTTPThrough(); s3.OnlyExempt(plain) {
			return whyExempt.Refuse("a statement exempts somebody on purpose")
		}
		if add := transportStatements(b, minimum); len(add) != 1 || add[0].Sid != denyTransport.Sid {
			return whyCalledModule.Refuse("the module has no argument for all that is to be denied")
		}
		if comesToLife(s, "aws_s3_bucket_policy") {
			return whyInputs.Refuse("with other inputs another policy may be in the way")
		}
		for _, p := range b.Policies {
			for _, there := range p.Document.Statements {
				if known.AddsSid(known.DenyInsecureTransport, there.Sid) {
					return whyInvalidPolicy.Refuse("the policy has a statement of that Sid")
				}
			}
		}
		if err := closedToHTTP(b, d); err != nil {
			return err
		}
		if err := callOnlyTLS(s, call, d); err != nil || b.HasPolicy == tri.Yes {
			return err
		}
		if err := callConfiguredHere(s, call, d); err != nil {
			return err
		}
		return callWithoutPolicy(s, call, d)
	})
}

// dormant tells of which types a resource outside of well-known modules may come to life
// with other inputs: it may then be in the way of what a module is told to make. Those of other well-known modules are for their own buckets.
var dormant = lint.NewFact(func(*lint.Snapshot) map[string]bool { return map[string]bool{} })

func comesToLife(s *lint.Snapshot, typ string) bool {
	known := dormant.Of(s)
	found, asked := known[typ]
	if !asked {
		for r := range s.Module.Tree(typ) {
			found = found || !r.Module.WellKnown() && (len(r.Instances()) == 0 || r.Instances()[0].Symbolic)
		}
		known[typ] = found
	}
	return found
}

// setArgument writes an argument of a call.
func setArgument(e *lint.Edit, call *terraform.Call, arg known.Argument) error {
	old := call.Argument(arg.Name)
	switch {
	case arg.Written && !old.Written():
		return whyOldVersions.Refuse("%s isn't written, and not every version knows it", arg.Name)
	case len(arg.Path) > 0:
		return setMember(e, call, arg)
	}
	after := lint.HandedAfter
	if strings.Contains(arg.Value, "\n") {
		after = nil // at the end
	}
	return e.Set(call.Block, arg.Name, old, arg.Value, after...)
}

// setMember writes a member of an object that an argument is written as.
func setMember(e *lint.Edit, call *terraform.Call, arg known.Argument) error {
	file, native, err := e.Native(call.Block)
	if err != nil {
		return err
	}
	attr := native.Body.Attributes[arg.Name]
	if attr == nil {
		return whyWrittenElsewhere.Refuse("%s isn't written here", arg.Name)
	}
	last := len(arg.Path) - 1
	expr := attr.Expr
	for _, name := range arg.Path[:last] {
		if expr = fix.Member(expr, name); expr == nil {
			return whyWrittenElsewhere.Refuse("%s has no %s that is written as such", arg.Name, name)
		}
	}
	object, ok := expr.(*hclsyntax.ObjectConsExpr)
	if !ok || len(object.Items) == 0 {
		return whyWrittenElsewhere.Refuse("%s isn't an object", arg.Name)
	}
	if old := fix.Member(object, arg.Path[last]); old != nil {
		if _, literal := old.(*hclsyntax.LiteralValueExpr); !literal {
			return whyWrittenElsewhere.Refuse("%s isn't a literal", arg.Path[last])
		}
		if err := e.Undescribed(arg.Path[last], old.Range()); err != nil {
			return err
		}
		return e.ReplaceText(old.Range(), arg.Value)
	}
	return file.InsertMember(e, object, arg.Path[last], arg.Value)
}
