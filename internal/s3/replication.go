package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Replication is a rule by which objects of a bucket are replicated.
type Replication struct {
	// Of is the bucket whose objects they are.
	Of *Bucket
	// Instance has the rule: a configuration of replication, or the bucket itself.
	Instance *terraform.Instance
	// Block is the rule.
	Block *terraform.Block
	// Enabled says whether the rule is on.
	Enabled tri.Answer
	// Selects says whether objects under SSE-KMS and DSSE-KMS are replicated as well, and Selection
	// is what says so, where something is written.
	Selects   tri.Answer
	Selection terraform.Value
	// Destinations are the blocks that say where to, and ReplicaKey is the key under which they are there.
	Destinations []*terraform.Block
	ReplicaKey   terraform.Value
}

// About returns the instance that has the rule, and the tags and class of the bucket.
func (r *Replication) About() (*terraform.Instance, terraform.Value, classify.Class) {
	return r.Instance, r.Of.Tagged(), r.Of.Class
}

// Concerns returns the bucket whose objects are replicated.
func (r *Replication) Concerns() []*Bucket { return []*Bucket{r.Of} }

// LeavesOut says whether the rule surely leaves out objects under SSE-KMS, as it does where nothing selects them
// (replication-config-for-kms-objects, Amazon S3 User Guide).
func (r *Replication) LeavesOut() tri.Answer { return r.Selects.Not() }

// ToAWSManagedKey reports whether the replicas surely are under the AWS managed key of the destination.
func (r *Replication) ToAWSManagedKey() bool {
	return r.ReplicaKey.Null() == tri.No && r.Of.inventory.keyRef(r.ReplicaKey).Kind == AWSManagedKey
}

// Destination returns the bucket to which the rule surely replicates, nil where it isn't one of this configuration.
func (r *Replication) Destination() *Bucket {
	var found *Bucket
	for _, b := range r.Of.inventory.Buckets {
		for _, destination := range r.Destinations {
			if arn, known := destination.Argument("bucket").Name(); known && arn == b.ARN() {
				if found != nil {
					return nil
				}
				found = b
			}
		}
	}
	return found
}

// joinReplications finds the rules of replication of each bucket.
func (inv *Inventory) joinReplications(index *bucketIndex) {
	for inst := range instances(inv.Module, "aws_s3_bucket_replication_configuration") {
		for _, b := range index.named(inst.Argument("bucket")) {
			for _, block := range inst.Blocks("rule") {
				inv.addReplication(b, inst, block, "status")
			}
		}
	}
	for _, b := range inv.Buckets {
		for _, configuration := range b.Instance.Blocks("replication_configuration") {
			for _, block := range configuration.Blocks("rules") {
				inv.addReplication(b, b.Instance, block, "enabled")
			}
		}
	}
}

// addReplication reads a rule. The switch of the objects under SSE-KMS has another name in each form.
func (inv *Inventory) addReplication(b *Bucket, inst *terraform.Instance, block *terraform.Block, selection string) {
	r := &Replication{Of: b, Instance: inst, Block: block, Enabled: block.Argument("status").Is("Enabled").And(block.Exists), Selects: tri.No}
	for _, criteria := range block.Blocks("source_selection_criteria") {
		for _, objects := range criteria.Blocks("sse_kms_encrypted_objects") {
			r.Selection = objects.Argument(selection)
			on := r.Selection.Is("Enabled")
			if selection == "enabled" {
				on = r.Selection.On()
			}
			r.Selects = r.Selects.Or(on.And(objects.Exists))
		}
	}
	r.Destinations = block.Blocks("destination")
	for _, destination := range r.Destinations {
		r.ReplicaKey = destination.Argument("replica_kms_key_id")
		for _, encryption := range destination.Blocks("encryption_configuration") {
			r.ReplicaKey = encryption.Argument("replica_kms_key_id")
		}
	}
	inv.Replications = append(inv.Replications, r)
}
