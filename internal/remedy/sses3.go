package remedy

import (
	"regexp"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// asksNoSSES3 fails if something here asks for SSE-S3 when it writes to a bucket, or may do so: a
// statement that denies what is weaker than SSE-KMS would stop it. Who asks for nothing, or
// isn't seen, is no reason: what he gets is the bucket's default.
func asksNoSSES3(s *lint.Snapshot, b *s3.Bucket, d *lint.Doubts) error {
	bucket := b.Instance.Resource
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	if err := keptToItself(b, false); err != nil {
		return err // somebody who isn't seen is let in, or logs are delivered
	}
	for _, index := range u.indexesOf(u.uses(bucket)) {
		for _, typ := range []string{"aws_glue_security_configuration", "aws_emr_security_configuration"} {
			for _, block := range index.OfType(typ) {
				if u.traitsOf(block).sses3 {
					return asksSSES3(block) // wherever its jobs write
				}
			}
		}
	}
	trail, state := false, false // that deliver, or are kept, under a key
	for _, f := range u.uses(bucket) {
		use := f.use
		if u.asksSSES3(f) {
			if f.notLoaded(d) {
				continue
			}
			return asksSSES3(use.By)
		}
		trail = trail || use.By.Type == "aws_cloudtrail" && use.In == "s3_bucket_name"
		state = state || use.By.Type == "terraform"
	}
	for _, p := range b.Policies {
		switch {
		case !trail && p.Asking.Trails:
			return whyAskingSSES3.Refuse("a trail may deliver to the bucket, which asks for SSE-S3 unless it has a key")
		case p.Asking.Header:
			return whyAskingSSES3.Refuse("the policy lets somebody in who asks for SSE-S3")
		}
	}
	if state {
		return nil
	}
	return holdsNoState(s, bucket)
}

func asksSSES3(by *usage.Block) error {
	return whyAskingSSES3.Refuse("%s at %s may ask for SSE-S3 when it writes to the bucket", by.Type, by.Range)
}

var (
	// byItself are the types that ask for SSE-S3 unless they have a key.
	byItself = regexp.MustCompile(`^aws_(cloudtrail|dms_(s3_)?endpoint)$`)
	// unloading are those that do so in statements, whatever key they have themselves.
	unloading = regexp.MustCompile(`^aws_redshift`)
)

// asksSSES3 reports whether a user of a bucket asks for SSE-S3 when it writes to it, or may do so.
func (u *users) asksSSES3(f found) bool {
	use, by := f.use, f.use.By
	t := u.traitsOf(by)
	_, idle := f.wellKnown()
	switch {
	case f.text(), idle:
		return false
	case by.Type == usage.JSON, by.Type == "module", by.Type == "data.terraform_remote_state":
		return true // what it does isn't seen; of the last one, who writes the state
	case by.Type == "terraform":
		return !stateUnderKey(by.Body)
	case by.Type == "data.aws_iam_policy_document":
		return t.sses3 && !t.onlyDenies
	case logged(use), configures.MatchString(by.Type), by.Type == "aws_s3_bucket_inventory" && use.In == "bucket", by.Type == "aws_s3_object_copy" && use.In == "source":
		return false // it reads the bucket at most
	case byItself.MatchString(by.Type):
		return !underKey(by.Body)
	case unloading.MatchString(by.Type):
		return true
	}
	return t.sses3
}

// stateUnderKey reports whether the state of a configuration surely is written with SSE-KMS.
func stateUnderKey(settings *hclsyntax.Body) bool {
	for _, b := range settings.Blocks {
		if b.Type == "backend" && underKey(b.Body) {
			return true
		}
	}
	return false
}

// underKey reports whether a body has a key that surely is one: a literal, or a key of
// this configuration. An input may be null.
func underKey(body *hclsyntax.Body) bool {
	for _, name := range []string{"kms_key_id", "server_side_encryption_kms_key_id"} {
		attr := body.Attributes[name]
		if attr == nil {
			continue
		}
		switch e := attr.Expr.(type) {
		case *hclsyntax.TemplateExpr:
			return !isText(e, "")
		case *hclsyntax.ScopeTraversalExpr:
			root := e.Traversal.RootName()
			return root != "var" && root != "local" && root != "module" && root != "each"
		}
	}
	for _, b := range body.Blocks { // s3_settings of DMS
		if b.Type != "dynamic" && underKey(b.Body) {
			return true
		}
	}
	return false
}
