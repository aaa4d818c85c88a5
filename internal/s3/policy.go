package s3

import (
	"reflect"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// BucketPolicy is an instance of aws_s3_bucket_policy, or a bucket's inline
// policy.
type BucketPolicy struct {
	// Instance is the resource instance that holds the policy.
	Instance *terraform.Instance
	// Inline is set for the argument policy of the bucket itself.
	Inline bool
	// Argument is the argument policy.
	Argument terraform.Value
	// Document is what is known of the policy. It is never nil: where nothing is
	// known it is one statement that may deny anything.
	Document *policy.Document
	// Buckets are the buckets that it surely belongs to.
	Buckets []*Bucket
	// RepeatsSid is set if two statements surely have the same Sid.
	RepeatsSid bool

	// alternatives are the policies of which it is one, where its argument chooses by what isn't known: Document
	// knows nothing then.
	alternatives []*policy.Document

	// Asking says who is let in that asks for SSE-S3.
	Asking Asking

	source   any        // see policydoc.Policy
	delivers tri.Answer // whether it lets in a service whose logs need SSE-S3
}

// joinPolicies gives each bucket its policies, and reads them.
func (inv *Inventory) joinPolicies(j *join) {
	const typ = "aws_s3_bucket_policy"
	for inst := range instances(inv.Module, typ) {
		inv.addPolicy(&BucketPolicy{Instance: inst, Argument: inst.Argument("policy"), Buckets: j.find(inst.Argument("bucket"))})
	}
	j.dormantIn(inv.Module, typ)
	for _, b := range inv.Buckets {
		b.HasPolicy = j.possible(b)
		b.PolicyConditional = j.conditional(b)
		if len(b.Policies) > 0 {
			b.HasPolicy = tri.Yes
		}
		inline := b.Instance.Argument("policy")
		has := policydoc.There(inline)
		if has != tri.No {
			inv.addPolicy(&BucketPolicy{Instance: b.Instance, Inline: true, Argument: inline, Buckets: []*Bucket{b}})
		} else if inline.Written() && !inline.Literal() {
			b.PolicyConditional = true
		}
		b.HasPolicy = b.HasPolicy.Or(has)
	}
	r := policydoc.NewReader()
	for _, p := range inv.Policies {
		if p.Instance.Resource.Ignores("policy") {
			p.Document = policy.FromTree(policy.UnknownLeaf) // what is written isn't in force
			p.delivers = tri.No
			continue
		}
		read := r.Read(p.Argument, p.Instance.Resource.Module, inv.subject(p.Buckets))
		p.Document, p.RepeatsSid, p.source = read.Document, read.RepeatsSid, read.Source
		if outcomes := p.Argument.Outcomes(); len(outcomes) > 1 {
			for _, o := range outcomes {
				p.alternatives = append(p.alternatives, r.Read(o, p.Instance.Resource.Module, inv.subject(p.Buckets)).Document)
			}
		}
		p.delivers, p.Asking = delivers(read.Source), askingIn(read.Source)
	}
}

// Block returns the policies of the same block: those of its instances, and what they are
// where nothing is known of the inputs.
func (p *BucketPolicy) Block() []*BucketPolicy {
	inv := p.Buckets[0].inventory
	var out []*BucketPolicy
	for _, inv := range slices.Compact([]*Inventory{inv, inv.General()}) {
		for _, other := range inv.Policies {
			if other.Instance.Resource.Code() == p.Instance.Resource.Code() {
				out = append(out, other)
			}
		}
	}
	return out
}

// Keeps reports whether every statement of another policy of a bucket is one of this, as far as they are known, which may be in another
// reading of the tree.
func (p *BucketPolicy) Keeps(other *BucketPolicy) bool {
	here := p.statements()
	for _, s := range other.statements() {
		if !slices.ContainsFunc(here, func(h any) bool { return reflect.DeepEqual(s, h) }) {
			return false
		}
	}
	return true
}

// statements returns the statements of the policy as trees, the whole as one where it can't be taken apart.
func (p *BucketPolicy) statements() []any {
	tree := policydoc.NewReader().Tree(p.Argument, p.Buckets[0].inventory.subject(p.Buckets))
	document, ok := tree.(map[string]any)
	if !ok {
		return []any{tree}
	}
	return policydoc.OneOrMore(document["Statement"])
}

func (inv *Inventory) addPolicy(p *BucketPolicy) {
	inv.Policies = append(inv.Policies, p)
	for _, b := range p.Buckets {
		b.Policies = append(b.Policies, p)
	}
}

// Denies says whether the bucket's policy explicitly denies a request, and the
// statement that decides. It is Unknown unless the bucket surely has no policy
// or some: of several it isn't known which one S3 keeps, so they have to agree.
func (b *Bucket) Denies(req *policy.Request) (policy.Verdict, *policy.Statement) {
	if b.HasPolicy == tri.No {
		return policy.NotDenied, nil
	}
	if b.HasPolicy != tri.Yes || len(b.Policies) == 0 {
		return policy.Unknown, nil
	}
	return agreed(b.Policies, func(p *BucketPolicy) (policy.Verdict, *policy.Statement) { return p.denies(req) })
}

// denies says whether the policy, whichever it is, denies a request.
func (p *BucketPolicy) denies(req *policy.Request) (policy.Verdict, *policy.Statement) {
	verdict, decider := policy.Denies(p.Document, req)
	if verdict != policy.Unknown || len(p.alternatives) == 0 {
		return verdict, decider
	}
	return agreed(p.alternatives, func(doc *policy.Document) (policy.Verdict, *policy.Statement) { return policy.Denies(doc, req) })
}

// agreed returns the verdict that all have, with the statement by which the first has it, or Unknown.
func agreed[T any](all []T, denies func(T) (policy.Verdict, *policy.Statement)) (policy.Verdict, *policy.Statement) {
	verdict, decider := denies(all[0])
	for _, one := range all[1:] {
		if verdict == policy.Unknown {
			break
		}
		if other, _ := denies(one); other != verdict {
			return policy.Unknown, nil
		}
	}
	return verdict, decider
}
