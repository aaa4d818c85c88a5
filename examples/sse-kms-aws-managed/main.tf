resource "aws_s3_bucket" "data" {
  bucket = "example-company-data"
}

# CloudTrail now shows each use of the key. The key is AWS's own: its policy can't be changed, nor can it be disabled.
resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "alias/aws/s3"
    }

    bucket_key_enabled = true
  }
}
