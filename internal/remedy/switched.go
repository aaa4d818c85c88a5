package remedy

import (
	"errors"
	"regexp"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// transportSwitch is what the names of inputs are like that bring the statement against plain HTTP.
var transportSwitch = regexp.MustCompile(`(?i)tls|ssl|https?|insecure|secure_transport`)

// TransportWish is what an input of a loaded module may bring, true or false, of a bucket there whose policy, or the lack of
// one, lets plain HTTP through.
func TransportWish(s *lint.Snapshot, b *s3.Bucket, minimum string) *lint.Wish {
	return &lint.Wish{
		Switch: transportSwitch,
		Check: func(h terraform.Handing, d *lint.Doubts) error {
			if plain, _ := b.PlainHTTPThrough(); s3.OnlyExempt(plain) {
				return whyExempt.Refuse("a statement exempts somebody on purpose")
			}
			if add := transportStatements(b, minimum); len(add) != 1 || add[0].Sid != denyTransport.Sid {
				return whyCalledModule.Refuse("a switch isn't known to bring all that is to be denied")
			}
			if anotherMayCome(s, b.Instance.Resource) {
				return whyInputs.Refuse("with other inputs another policy may be in the way")
			}
			return errors.Join(closedToHTTP(b, d), servesAlone(s, h, bringsPolicy), onlyTLSWithin(s, b, h.Call, d))
		},
		Proven: func(after *lint.Snapshot) error { return onlyPlainHTTPDenied(after, b) },
	}
}

// anotherMayCome reports whether with other inputs there may be another policy for a bucket of a called module, but that of its
// module: one that isn't there now, or perhaps, and isn't plainly for another bucket.
func anotherMayCome(s *lint.Snapshot, bucket *terraform.Resource) bool {
	for r := range s.Module.Tree("aws_s3_bucket_policy") {
		there := len(r.Instances()) > 0 && !r.Instances()[0].Symbolic
		if !there && r.Module.Dir != bucket.Module.Dir && !r.Module.WellKnown() && !r.Argument("bucket").Refers() {
			return true
		}
	}
	return false
}

// bringsPolicy reports whether a use of an input is of no consequence but for a bucket policy: the companions of a bucket that wait for its
// policy name the bucket by it.
func bringsPolicy(use usage.Use) bool {
	switch use.By.Type {
	case usage.Local, "variable", "data.aws_iam_policy_document", "aws_s3_bucket_policy":
		return true
	case "aws_s3_bucket_public_access_block", "aws_s3_bucket_ownership_controls":
		return use.In == "bucket" || use.In == "depends_on"
	}
	return false
}

// onlyTLSWithin fails if somebody may read a bucket of a loaded module over plain HTTP, in the module or by what it hands out, or may
// keep its policy elsewhere.
func onlyTLSWithin(s *lint.Snapshot, b *s3.Bucket, call *terraform.Call, d *lint.Doubts) error {
	u, c := called(s, call)
	root := u.modules.root
	files, loaded := root.files.Called(call.Name)
	if !loaded {
		return whyCalledModule.Refuse("the files of %s aren't loaded", c.address)
	}
	inner := u.modules.calledBy(root, c.address, files)
	local := b.Instance.Resource.Address.Local()
	names := slices.Clone(c.names)
	for _, block := range inner.scope.Index.Blocks(local) {
		if attr := block.Body.Attributes["bucket"]; attr != nil {
			names = append(names, inner.scope.Index.Names(block, attr.Expr)...)
		}
	}
	readers := u.readersIn().within(inner, local, names)
	if err := errors.Join(onlyTLS(u.handed(readers), d), callOnlyTLS(s, call, d)); err != nil || b.HasPolicy == tri.Yes {
		return err
	}
	// That the module itself uses the bucket is no sign of another policy: it has one for it.
	return errors.Join(callConfiguredHere(s, call, d), callWithoutPolicy(s, call, d))
}

// onlyPlainHTTPDenied fails if the policy of a bucket says more in another reading of the tree than in its own but that plain HTTP is denied.
func onlyPlainHTTPDenied(after *lint.Snapshot, b *s3.Bucket) error {
	address := b.Instance.Address().String()
	for _, other := range Inventory.Of(after).Buckets {
		if other.Instance.Address().String() != address {
			continue
		}
		switch {
		case other.HasPolicy != tri.Yes || len(other.Policies) != 1 || overTLS(other) != overTLS(b):
		case b.HasPolicy == tri.Yes && !other.Policies[0].Keeps(b.Policies[0]):
		case !other.Always(surePolicy):
			return whyInputs.Refuse("with other inputs the switch brings no policy, or perhaps none")
		default:
			return nil
		}
	}
	return whyCalledModule.Refuse("the switch brings more than a statement against plain HTTP")
}

// surePolicy reports whether a bucket surely has a policy, of nothing that may not be there: an index finds it then.
func surePolicy(b *s3.Bucket) bool {
	return b.HasPolicy == tri.Yes && !slices.ContainsFunc(b.Policies, func(p *s3.BucketPolicy) bool { return p.Instance.Symbolic || p.Argument.Symbolic() })
}

// overTLS returns how many statements of a bucket's policies may apply to requests over TLS.
func overTLS(b *s3.Bucket) int {
	n := 0
	for _, p := range b.Policies {
		n += p.Document.OverTLS()
	}
	return n
}
