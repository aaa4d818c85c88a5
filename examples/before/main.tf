# The bucket says nothing of encryption: S3 falls back to SSE-S3, and the code doesn't show whether anybody chose that.
resource "aws_s3_bucket" "data" {
  bucket = "example-company-data"
}

# This one was moved to SSE-KMS in a hurry: every object costs a KMS request of its own.
resource "aws_s3_bucket" "reports" {
  bucket = "example-company-reports"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.reports.arn
    }
  }
}

# The key never rotates, and a mistaken deletion can be taken back for a week only.
resource "aws_kms_key" "reports" {
  description             = "Reports in S3"
  deletion_window_in_days = 7
}

# Its tag says that it holds patients' data, and nothing is done about it: SSE-S3 isn't enough here.
resource "aws_s3_bucket" "claims" {
  bucket = "example-company-claims"

  tags = {
    DataClassification = "PHI"
  }
}
