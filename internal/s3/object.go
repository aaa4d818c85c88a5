package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Object is an instance of a resource that uploads an object: aws_s3_object,
// aws_s3_object_copy or the deprecated aws_s3_bucket_object.
type Object struct {
	// Instance is the resource instance.
	Instance *terraform.Instance
	// Bucket is the bucket to which it surely uploads, nil if that isn't known.
	Bucket *Bucket
	// Algorithm is server_side_encryption, and KeyID kms_key_id with what it names.
	// An upload with a key and no algorithm asks for SSE-KMS.
	Algorithm, KeyID terraform.Value
	Key              KeyRef
}

// objectTypes are the resource types that upload an object.
var objectTypes = []string{"aws_s3_object", "aws_s3_object_copy", "aws_s3_bucket_object"}

// joinObjects reads the objects and finds their buckets.
func (inv *Inventory) joinObjects(j *join) {
	for _, typ := range objectTypes {
		for inst := range instances(inv.Module, typ) {
			o := &Object{
				Instance:  inst,
				Algorithm: inst.Argument("server_side_encryption"),
				KeyID:     inst.Argument("kms_key_id"),
			}
			o.Key = inv.keyRef(o.KeyID)
			if found := j.find(inst.Argument("bucket")); len(found) == 1 {
				o.Bucket = found[0]
			}
			inv.Objects = append(inv.Objects, o)
		}
	}
}

// Path returns the key under which the object is uploaded, cleaned as the provider
// does it, and false where it isn't known.
func (o *Object) Path() (string, bool) {
	key, ok := o.Instance.Argument("key").Text()
	key = strings.TrimLeft(key, "/")
	return key, ok && key != "" && !strings.Contains(key, "//") && !strings.Contains(key, "./")
}

// Asks returns the encryption for which the upload asks: "AES256", "aws:kms",
// "aws:kms:dsse", or "" for none; false where that isn't known.
func (o *Object) Asks() (algorithm string, known bool) {
	switch {
	case o.Instance.Argument("customer_key").Written(), o.Instance.Argument("customer_algorithm").Written():
		return "", false // SSE-C
	case o.KeyID.Null() == tri.Unknown:
		return "", false
	case o.Algorithm.Null() == tri.Yes && o.KeyID.Null() == tri.Yes:
		return "", true
	case o.Algorithm.Null() == tri.Yes:
		return SSEKMS, true // the provider asks for it where a key is named
	}
	return o.Algorithm.Text()
}
