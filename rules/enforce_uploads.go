package rules

import (
	"errors"
	"fmt"
	"sync"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// uploadRule is a rule about the uploads that bucket policies deny.
type uploadRule struct {
	// concerns picks the buckets. Those that surely receive logs which can be delivered
	// to SSE-S3 only are left out anyhow.
	concerns func(*s3.Bucket) bool
	// missing says what follows for a bucket without a policy.
	missing string
	// judge returns what is wrong with the policy of a bucket, nil if nothing surely is.
	judge func(*s3.Bucket) *lint.Finding
	// fixes are what may be written, in the order of preference.
	fixes []uploadFix
}

// uploadFix is what may be written into the policy of a bucket.
type uploadFix struct {
	// statements are nil where they can't be written for a bucket, or have nothing to add.
	statements func(*s3.Bucket) []lint.Statement
	// stops fails if they may stop somebody who has to get through. The policy is at a
	// resource.
	stops func(e *lint.Edit, b *s3.Bucket, at *terraform.Resource) error
}

// enforceUploads reports the buckets that a rule finds at fault. The fix holds
// uploads to the bucket's default.
func enforceUploads(pass *lint.Pass, rule uploadRule) {
	without := oneWay(pass.Inventory, withoutPolicy)
	write := rule.writer(pass.Inventory)
	for _, b := range pass.Inventory.Buckets {
		if b.ReceivesLogs == tri.Yes || !rule.concerns(b) {
			continue
		}
		bucket := b.Instance.Resource
		switch b.HasPolicy {
		case tri.No:
			f := lint.Finding{
				Range:   bucket.Block.DefRange,
				In:      b.Instance,
				Rests:   append(b.Switches("aws_s3_bucket_policy"), defaultValues(b)...),
				Tags:    b.Tagged(),
				Address: b.Instance.Address(),
				Tier:    sensitive(b),
				Text:    "{has|have} no bucket policy, so " + rule.missing,
			}
			if without[bucket] {
				f.Fix = write(bucket, []*s3.Bucket{b}, func(e *lint.Edit, add []lint.Statement) error { return e.AddPolicy(bucket, add...) })
			}
			pass.Report(f)
		case tri.Yes:
			f := rule.judge(b)
			if f == nil {
				continue
			}
			f.Rests = defaultValues(b)
			p := b.Policies[0]
			f.Fix = write(p.Instance.Resource, p.Buckets, func(e *lint.Edit, add []lint.Statement) error {
				if err := exempts(f); err != nil {
					return err
				}
				return e.AddStatements(p, add...)
			})
			pass.Report(*f)
		case tri.Unknown:
		}
	}
}

// addStatements writes statements into a policy.
type addStatements func(*lint.Edit, []lint.Statement) error

// writer returns what makes the fix of a policy, or of a bucket without one, for some
// buckets: the first of the rule's that stops nobody. There is none where no statement holds for all of
// the block.
func (rule uploadRule) writer(inv *s3.Inventory) func(*terraform.Resource, []*s3.Bucket, addStatements) func(*lint.Edit) error {
	// Asked for the first finding: it takes the inventory for all inputs.
	wanted := make([]func() map[*terraform.Resource][]lint.Statement, len(rule.fixes))
	for i, fix := range rule.fixes {
		wanted[i] = sync.OnceValue(func() map[*terraform.Resource][]lint.Statement {
			return agreed(inv, func(b *s3.Bucket) []lint.Statement {
				if b.ReceivesLogs == tri.Yes || !rule.concerns(b) {
					return nil
				}
				return fix.statements(b)
			})
		})
	}
	return func(at *terraform.Resource, buckets []*s3.Bucket, add addStatements) func(*lint.Edit) error {
		var possible []int
		for i := range wanted {
			if wanted[i]()[at] != nil {
				possible = append(possible, i)
			}
		}
		if len(possible) == 0 {
			return nil
		}
		return func(e *lint.Edit) error {
			var reasons error
			for _, i := range possible {
				err := rule.fixes[i].stopsAny(e, buckets, at)
				if err == nil {
					return add(e, wanted[i]()[at])
				}
				reasons = errors.Join(reasons, err)
			}
			return reasons
		}
	}
}

func (f uploadFix) stopsAny(e *lint.Edit, buckets []*s3.Bucket, at *terraform.Resource) error {
	for _, b := range buckets {
		if err := f.stops(e, b, at); err != nil {
			return err
		}
	}
	return nil
}

// stopsUsers fails if a statement that demands a header or pins the key may stop somebody of whom
// the configuration tells, or Terraform itself, or if the key may not be there.
func stopsUsers(e *lint.Edit, b *s3.Bucket, at *terraform.Resource) error {
	for _, p := range b.Policies {
		if p.Document.Grants() {
			return fmt.Errorf("%w: the policy may let somebody upload", tflint.ErrFixNotSupported)
		}
	}
	if err := errors.Join(e.Unused(b.Instance.Resource), e.HoldsNoState(b.Instance.Resource)); err != nil {
		return err
	}
	return e.Reaches(b.Default().Key.Key, at)
}

// stopsWeaker fails if a statement that denies what asks for less than the default stops
// somebody of whom the configuration tells that he asks for that, or somebody of whom an
// input may tell: a trail without a key of its own asks for SSE-S3, and the statement that
// lets it in may be the caller's.
func stopsWeaker(e *lint.Edit, b *s3.Bucket, _ *terraform.Resource) error {
	if !b.Always(func(g *s3.Bucket) bool { return allowing(g) <= allowing(b) }) {
		return fmt.Errorf("%w: inputs may let somebody upload who asks for SSE-S3", tflint.ErrFixNotSupported)
	}
	return e.AsksNoSSES3(b)
}

// allowing returns how many statements of the bucket's policies may let somebody in.
func allowing(b *s3.Bucket) int {
	n := 0
	for _, p := range b.Policies {
		n += p.Document.Allowing()
	}
	return n
}
