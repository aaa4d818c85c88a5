package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Rotate returns the fix that rotates a key, by the argument that says so.
func Rotate(k *s3.Key, rotation terraform.Value) func() (lint.Fix, error) {
	return writeRotation(k, "enable_key_rotation", rotation, "true", "deletion_window_in_days", "key_usage", "description")
}

// RotateWithin returns the fix that rotates a key within so many days. Where the argument isn't
// written, the provider may be too old to know it.
func RotateWithin(k *s3.Key, period terraform.Value, days string) func() (lint.Fix, error) {
	if !period.Written() {
		return None(whyOldVersions.Refuse("rotation_period_in_days isn't written, and not every version of the provider knows it"))
	}
	return writeRotation(k, "rotation_period_in_days", period, days)
}

func writeRotation(k *s3.Key, name string, old terraform.Value, value string, after ...string) func() (lint.Fix, error) {
	return func() (lint.Fix, error) {
		if err := rotatable(k); err != nil {
			return lint.Fix{}, err
		}
		return Write(k.Instance.Resource.Block, name, old, value, after...)()
	}
}

// RotationArgument is ArgumentFor for the rotation of a key.
func RotationArgument(k *s3.Key) *lint.Argument {
	return ArgumentFor(k.Instance, known.KeyRotation, "", func(*terraform.Call, *lint.Doubts) error { return rotatable(k) })
}

// PeriodArgument is ArgumentFor for the period of a key's rotation.
func PeriodArgument(k *s3.Key, period terraform.Value, days string) *lint.Argument {
	return ArgumentFor(k.Instance, known.RotationPeriod, days, func(*terraform.Call, *lint.Doubts) error {
		_, err := RotateWithin(k, period, days)()
		return err
	})
}

// rotatable fails unless a key can be rotated and is switched on, whatever the inputs: KMS may
// refuse to change the rotation of a disabled key.
func rotatable(k *s3.Key) error {
	if !k.Always(func(k *s3.Key) bool { return k.Rotatable.And(k.Active()) == tri.Yes }) {
		return whyInputs.Refuse("%s may be a key that KMS doesn't rotate, or switched off", k.Instance.Address())
	}
	return nil
}

// ReplaceWeakKey returns the fix that puts a sensitive bucket under the key of its tier, in
// place of a default that is surely weaker.
func ReplaceWeakKey(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	d, asked := b.Default(), b.Level()
	switch {
	case !asLiteral(s, d.Algorithm) || !d.KeyID.Settled():
		return lint.Fix{}, whyWrittenElsewhere.Refuse("the default of %s isn't written as a literal", b.Instance.Address())
	case !b.Always(func(b *s3.Bucket) bool { return b.Default() != nil && b.Default().WeakKey(asked) != "" }):
		return lint.Fix{}, whyInputs.Refuse("with other inputs the default of %s is another one", b.Instance.Address())
	}
	return useTierKey(s, b, nil)
}

// LeaveKey returns the fix that gives a bucket a key of its tier's own in place of one that it
// shares with others.
func LeaveKey(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	d := b.Default()
	switch {
	case !b.Class.Has():
		return lint.Fix{}, whyTierKeyUnfit.Refuse("%s is of no tier", b.Instance.Address())
	case !d.Algorithm.Literal() || !d.KeyID.Literal() && !d.KeyID.Refers():
		return lint.Fix{}, whyWrittenElsewhere.Refuse("the default of %s isn't written as a literal or a reference", b.Instance.Address())
	case d.Key.Key == nil:
		return lint.Fix{}, whyKeyPolicyUnfit.Refuse("who may use the key isn't known here")
	case !b.Always(func(b *s3.Bucket) bool { return b.Default() != nil }):
		return lint.Fix{}, whyInputs.Refuse("with other inputs %s has another default", b.Instance.Address())
	}
	fix, err := useTierKey(s, b, d.Key.Key)
	fix.Wants = [2]any{fix.Wants, d.Key.Key}
	return fix, err
}
