resource "aws_s3_bucket" "data" {
  bucket = "example-company-data"
}

# What S3 would do anyway, now on record. Enough for data that nobody classified as sensitive.
resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
