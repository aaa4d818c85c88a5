package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
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

// Refused reports whether the bucket's policy surely denies the upload.
func (o *Object) Refused(asks string) bool {
	key, known := o.Path()
	return known && o.Bucket.denies(o.request(key, asks))
}

// request is the upload as its bucket's policy sees it.
func (o *Object) request(key, asks string) *policy.Request {
	if asks == "" {
		return o.Bucket.headerlessTo(key, policy.Member("", ""))
	}
	req := o.Bucket.uploadTo(key, policy.Member("", "")).Fix(SSEHeader, asks)
	id, _ := o.KeyID.Text()
	switch {
	case asks == SSES3:
		return req.Fix(SSEKeyHeader)
	case o.Key.Key != nil:
		return req.Fix(SSEKeyHeader, o.Key.Key.ARN())
	case strings.HasPrefix(id, "arn:") && strings.Contains(id, ":key/"):
		return req.Fix(SSEKeyHeader, id)
	}
	return req.Dispute(SSEKeyHeader)
}

// AdmitsDefault reports whether the bucket's policy surely lets the upload through where it
// asks for a default of the bucket in so many words.
func (o *Object) AdmitsDefault(d *Default) bool {
	key, known := o.Path()
	verdict, _ := o.Bucket.Denies(o.Bucket.asDefaultTo(key, d))
	return verdict == policy.NotDenied && (known || o.Bucket.HasPolicy == tri.No)
}

// About returns the object's instance, and the tag and class of its bucket.
func (o *Object) About() (*terraform.Instance, terraform.Value, classify.Class) {
	if o.Bucket == nil {
		return o.Instance, terraform.Value{}, classify.Class{}
	}
	return o.Instance, o.Bucket.Tagged(), o.Bucket.Class
}

// Weaker returns what an upload asks for if that is surely weaker than a default,
// "" else.
func (o *Object) Weaker(asks string, d *Default) string {
	if d.Algorithm.Is(SSEKMS, DSSEKMS) != tri.Yes {
		return ""
	}
	switch {
	case asks == SSES3:
		return "SSE-S3"
	case asks == "":
		return ""
	case d.Key.Kind != AWSManagedKey && d.Key.Kind != OpaqueKey && o.Key.Kind == AWSManagedKey:
		return "the AWS managed key aws/s3"
	case asks == SSEKMS && d.AlgorithmName() == DSSEKMS:
		return "SSE-KMS"
	}
	return ""
}

// Describe says what a default with KMS is.
func (d *Default) Describe() string {
	name := "SSE-KMS"
	if d.AlgorithmName() == DSSEKMS {
		name = "DSSE-KMS"
	}
	if d.Key.Kind == CustomerKey {
		return name + " under a customer managed key"
	}
	return name
}

// NamesKeyOf reports whether an upload names the key of a default, which this
// configuration makes.
func (o *Object) NamesKeyOf(d *Default) bool { return o.Key.Key != nil && o.Key.Key == d.Key.Key }
