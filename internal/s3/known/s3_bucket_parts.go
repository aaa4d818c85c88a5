package known

import _ "embed" // the stand-ins

//go:embed s3_bucket_object.tf
var s3BucketObjectSource string

//go:embed s3_bucket_notification.tf
var s3BucketNotificationSource string

// The submodules of s3Bucket that do nothing about encryption or policy of the bucket that they are handed.
var (
	s3BucketObject = &Module{
		Name:       s3Bucket.Name + "//modules/object",
		Source:     s3BucketObjectSource,
		repository: s3Bucket.repository + "//modules/object",
		from:       s3Bucket.from,
		to:         s3Bucket.to,
	}
	s3BucketNotification = &Module{
		Name:       s3Bucket.Name + "//modules/notification",
		Source:     s3BucketNotificationSource,
		repository: s3Bucket.repository + "//modules/notification",
		from:       s3Bucket.from,
		to:         s3Bucket.to,
	}
)
