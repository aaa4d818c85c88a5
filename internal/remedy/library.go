package remedy

import (
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// bucketConfiguredHere fails if the callers of the module may configure a bucket: the
// module is made to be called, as far as its files show, and hands the bucket out, or
// is handed its name; or if another block of the module does. S3 keeps one policy and one encryption configuration for a
// bucket, and a second one would take the place of the callers'.
func bucketConfiguredHere(s *lint.Snapshot, bucket *terraform.Resource, d *lint.Doubts) error {
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	known, asked := u.configured[bucket]
	if !asked {
		known.err = u.configuredHere(u.twins[bucket], u.namedByCallers(u.buckets[bucket], bucket.Address.Local(), "bucket"), u.uses(bucket), &known.doubts)
		u.configured[bucket] = known
	}
	d.Add(known.doubts)
	return known.err
}

// objections are what speaks against a fix: an error that surely does, nil for none, and doubts.
type objections struct {
	err    error
	doubts lint.Doubts
}

// configuredHere is bucketConfiguredHere for a bucket by its uses.
func (u *users) configuredHere(twin, named bool, uses []found, d *lint.Doubts) error {
	if twin {
		return errTwin()
	}
	if u.root {
		return nil
	}
	for _, f := range uses {
		if use := f.use; use.By.Type == "output" || use.By.Type == "aws_ssm_parameter" || use.By.Type == usage.JSON {
			whyCallers.Raise(d, "the module hands the bucket out, and its callers may configure it")
			return nil
		}
	}
	if named {
		whyCallers.Raise(d, "the callers of the module name the bucket, and may configure it")
	}
	return nil
}

func errTwin() error { return whySameName.Refuse("another block has a bucket of the same name") }

// namedByCallers reports whether the callers of the module know the names of buckets
// as a whole, which the arguments of a block say. A name that is known has been given
// to this very run, or is a default, which few modules that are made to be called have.
func (u *users) namedByCallers(buckets []*s3.Bucket, address string, args ...string) bool {
	known := len(buckets) > 0
	for _, b := range buckets {
		name, ok := b.Name.Name()
		known = known && ok && !terraform.MadeUp(name)
	}
	if known {
		return false
	}
	inputs := false
	for _, b := range u.index.Blocks(address) {
		for _, arg := range args {
			attr := b.Body.Attributes[arg]
			if attr == nil {
				continue
			}
			if slices.ContainsFunc(u.index.Names(b, attr.Expr), usage.Known) {
				return false
			}
			inputs = inputs || u.index.Inputs(b, attr.Expr)
		}
	}
	return inputs
}

// outermost tells whether nobody calls the module: the configuration of the plugin names its directory,
// or it says what only root modules say: how its default provider is configured, where the
// state is kept, what the values of its variables are.
func outermost(s *lint.Snapshot) bool {
	return terraform.SaysRoot(s.Files()) || s.Module.HasValues() || s.NamedRoot()
}
