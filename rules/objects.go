package rules

import (
	"strconv"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// weaker returns what an upload asks for if that is surely weaker than a default,
// "" else.
func weaker(o *s3.Object, asks string, d *s3.Default) string {
	if d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) != tri.Yes {
		return ""
	}
	switch {
	case asks == s3.SSES3:
		return "SSE-S3"
	case asks == "":
		return ""
	case d.Key.Kind != s3.AWSManagedKey && d.Key.Kind != s3.OpaqueKey && o.Key.Kind == s3.AWSManagedKey:
		return "the AWS managed key aws/s3"
	case asks == s3.SSEKMS && algorithm(d) == s3.DSSEKMS:
		return "SSE-KMS"
	}
	return ""
}

// describe says what a default with KMS is.
func describe(d *s3.Default) string {
	name := "SSE-KMS"
	if algorithm(d) == s3.DSSEKMS {
		name = "DSSE-KMS"
	}
	if d.Key.Kind == s3.CustomerKey {
		return name + " under a customer managed key"
	}
	return name
}

// refused reports whether the bucket's policy surely denies the upload.
func refused(o *s3.Object, asks string) bool {
	key, known := o.Path()
	return known && denied(o.Bucket, request(o, key, asks))
}

// request is the upload as its bucket's policy sees it.
func request(o *s3.Object, key, asks string) *policy.Request {
	if asks == "" {
		return headerlessTo(o.Bucket, key, policy.Member("", ""))
	}
	req := uploadTo(o.Bucket, key, policy.Member("", "")).Fix(sseHeader, asks)
	id, _ := o.KeyID.Text()
	switch {
	case asks == s3.SSES3:
		return req.Fix(sseKey)
	case o.Key.Key != nil:
		return req.Fix(sseKey, o.Key.Key.ARN())
	case strings.HasPrefix(id, "arn:") && strings.Contains(id, ":key/"):
		return req.Fix(sseKey, id)
	}
	return req.Dispute(sseKey)
}

// canAsk reports whether an upload can ask for a default in so many words without
// harm: its policy surely admits that, and nobody reads the object who may have no
// right to the key.
func canAsk(o *s3.Object, d *s3.Default) bool {
	for _, name := range []string{
		"etag", // isn't the MD5 of what KMS encrypts, so plans would never end
		"acl",  // lets somebody read the object
		"bucket_key_enabled",
	} {
		if o.Instance.Argument(name).Written() {
			return false
		}
	}
	kms := o.Bucket.DefaultsToKMS()
	switch {
	case !o.Bucket.KeepsDefault(), !o.Algorithm.Settled(), !o.KeyID.Settled() && !sameKey(o, d):
		return false
	case !kms && o.KeyID.Written(), kms && d.Key.Kind == s3.OpaqueKey, kms && d.Key.Kind == s3.CustomerKey && o.Bucket.KeyExpression() == "":
		return false
	case len(o.Instance.Blocks("grant")) > 0, o.Bucket.ServesWebsite != tri.No, len(o.Bucket.Policies) == 1 && o.Bucket.Policies[0].Document.Grants():
		return false
	}
	key, known := o.Path()
	verdict, _ := o.Bucket.Denies(asDefaultTo(o.Bucket, key, d))
	return verdict == policy.NotDenied && (known || o.Bucket.HasPolicy == tri.No)
}

// askFor writes the bucket's default into an upload.
func askFor(e *lint.Edit, o *s3.Object, d *s3.Default) error {
	block := o.Instance.Resource.Block
	if err := e.Reaches(d.Key.Key, o.Instance.Resource); err != nil {
		return err
	}
	if err := e.Set(block, "server_side_encryption", o.Algorithm, strconv.Quote(algorithm(d)), "key", "bucket"); err != nil {
		return err
	}
	if !o.Bucket.DefaultsToKMS() || d.Key.Kind != s3.CustomerKey || sameKey(o, d) {
		return nil
	}
	return e.Set(block, "kms_key_id", o.KeyID, o.Bucket.KeyExpression(), "server_side_encryption", "key", "bucket")
}

// sameKey reports whether an upload names the bucket's key, which this
// configuration makes.
func sameKey(o *s3.Object, d *s3.Default) bool { return o.Key.Key != nil && o.Key.Key == d.Key.Key }

// wantedByAll returns the resources of which every instance is uploaded to a bucket
// with the same default.
func wantedByAll(objects []*s3.Object) map[*terraform.Resource]bool {
	out := map[*terraform.Resource]bool{}
	first := map[*terraform.Resource]string{}
	for _, o := range objects {
		r, want := o.Instance.Resource, ""
		if o.Bucket != nil && o.Bucket.Default() != nil {
			d := o.Bucket.Default()
			want = algorithm(d) + " " + o.Bucket.KeyExpression()
		}
		before, seen := first[r]
		if !seen {
			first[r], out[r] = want, true
		}
		out[r] = out[r] && want != "" && (!seen || before == want)
	}
	return out
}
