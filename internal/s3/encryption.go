package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Encryption is one encryption configuration: an instance of
// aws_s3_bucket_server_side_encryption_configuration, or a bucket's inline
// server_side_encryption_configuration block.
type Encryption struct {
	// Instance is the resource instance that holds the configuration.
	Instance *terraform.Instance
	// Inline is set for a block of the bucket itself.
	Inline bool
	// Exists is Unknown for a dynamic block over unknown elements.
	Exists tri.Answer
	// Rules are the rules; S3 takes one.
	Rules []*Default
	// Buckets are the buckets that it surely configures.
	Buckets []*Bucket

	inventory *Inventory
}

// Default is a rule of an encryption configuration: what S3 does with an object
// whose upload doesn't say.
type Default struct {
	// Encryption is the configuration that holds the rule.
	Encryption *Encryption
	// Block is the rule block.
	Block *terraform.Block
	// Apply is the apply_server_side_encryption_by_default block, nil where the
	// rule has none, or several of which none is sure.
	Apply *terraform.Block
	// Algorithm is sse_algorithm: "AES256", "aws:kms" or "aws:kms:dsse". Without
	// Apply it has no value.
	Algorithm terraform.Value
	// KeyID is kms_master_key_id, and Key what it names. Without Apply it has no
	// value, and the key is opaque.
	KeyID terraform.Value
	Key   KeyRef
	// BucketKey is bucket_key_enabled.
	BucketKey terraform.Value
	// Blocked is blocked_encryption_types.
	Blocked terraform.Value
}

// The encryption algorithms, as S3 spells them.
const (
	SSES3   = "AES256"
	SSEKMS  = "aws:kms"
	DSSEKMS = "aws:kms:dsse"
)

// Invalid reports whether what stands in place of an algorithm surely is none, so that the
// provider refuses it. A name of AWS's that isn't known here may be a new one.
func (d *Default) Invalid() bool {
	text, known := d.Algorithm.Text()
	return known && text != SSES3 && !strings.HasPrefix(text, "aws:")
}

// newEncryption reads the rule blocks of a configuration.
func (inv *Inventory) newEncryption(inst *terraform.Instance, inline bool, exists tri.Answer, rules []*terraform.Block) *Encryption {
	e := &Encryption{inventory: inv, Instance: inst, Inline: inline, Exists: exists}
	for _, b := range rules {
		d := &Default{Encryption: e, Block: b, BucketKey: b.Argument("bucket_key_enabled"), Blocked: b.Argument("blocked_encryption_types")}
		d.Apply = applied(b.Blocks("apply_server_side_encryption_by_default"))
		if d.Apply != nil {
			d.Algorithm = d.Apply.Argument("sse_algorithm")
			d.KeyID = d.Apply.Argument("kms_master_key_id")
			d.Key = inv.keyRef(d.KeyID)
		}
		if d.Key.Key != nil {
			d.Key.Key.Encrypts = append(d.Key.Key.Encrypts, d)
		}
		e.Rules = append(e.Rules, d)
	}
	return e
}

// applied returns the block that a rule has. Of several, the conditions of
// which may exclude each other, it is the one that is surely there.
func applied(blocks []*terraform.Block) *terraform.Block {
	if len(blocks) == 1 {
		return blocks[0]
	}
	for _, b := range blocks {
		if b.Exists == tri.Yes {
			return b
		}
	}
	return nil
}
