package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// SelectEncrypted returns the fix that has a rule of replication take what its bucket encrypts, under the customer
// managed key of the destination, where both are written in this module. It is unsafe: whether the role of the
// replication may use the two keys isn't in the rule.
func SelectEncrypted(s *lint.Snapshot, r *s3.Replication) (lint.Fix, error) {
	to := r.Destination()
	var d *s3.Default
	if to != nil {
		d = to.SureDefault()
	}
	switch {
	case r.Instance == r.Of.Instance:
		return lint.Fix{}, whyWrittenElsewhere.Refuse("the rule stands in the bucket's own block")
	case r.Selection.Written():
		return lint.Fix{}, WhyDecided.Refuse("the rule says that it leaves them out")
	case r.ReplicaKey.Written():
		return lint.Fix{}, WhyDecided.Refuse("the rule names a key and selects nothing for it")
	case d == nil || d.Key.Key == nil:
		return lint.Fix{}, whyKeyUnknown.Refuse("the destination isn't a bucket of this module under a customer managed key of this module")
	}
	key := d.Key.Key.Instance.Resource
	var doubts lint.Doubts
	whyRole.Raise(&doubts, "whether the role of %s may use both keys isn't known", r.Instance.Address())
	return lint.Fix{Wants: key, Doubts: doubts, Do: func(e *lint.Edit) error { return selectEncrypted(e, r, to.Instance.Resource, key) }}, nil
}

func selectEncrypted(e *lint.Edit, r *s3.Replication, destination, key *terraform.Resource) error {
	there, err := homeOf(e.Snapshot, destination)
	if err != nil {
		return err
	}
	home, err := homeOf(e.Snapshot, key)
	switch {
	case err != nil:
		return err
	case there != home:
		return whyOtherRegion.Refuse("%s may be of another region than %s", key.Address, destination.Address)
	case key.Repetition() != terraform.Single:
		return whyPerInstance.Refuse("%s has several instances, or none with other inputs", key.Address)
	case len(r.Destinations) != 1 || r.Destinations[0].Exists != tri.Yes:
		return whyWrittenElsewhere.Refuse("the destination isn't one block")
	}
	if err := independent(e.Snapshot, key.Address.Local(), r.Instance.Resource); err != nil {
		return err
	}
	file, native, err := e.Native(r.Block.Block)
	if err != nil {
		return err
	}
	_, to, err := e.Native(r.Destinations[0].Block)
	if err != nil {
		return err
	}
	if err := file.AppendBlock(e, to, "encryption_configuration {\n  replica_kms_key_id = "+key.Address.Local()+".arn\n}"); err != nil {
		return err
	}
	return file.AppendBlock(e, native, "source_selection_criteria {\n  sse_kms_encrypted_objects {\n    status = \"Enabled\"\n  }\n}")
}
