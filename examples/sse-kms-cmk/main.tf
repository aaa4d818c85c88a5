data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# A key of one's own. Disabling it cuts off every object that it encrypts, whoever holds which permissions on S3.
resource "aws_kms_key" "data" {
  description             = "Objects of example-company-data"
  deletion_window_in_days = 30
  enable_key_rotation     = true

  # The account's root principal stands for its IAM policies: without this statement they couldn't grant use of the key.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "IAMPolicies"
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "data" {
  name          = "alias/example-company-data"
  target_key_id = aws_kms_key.data.key_id
}

resource "aws_s3_bucket" "data" {
  bucket = "example-company-data"

  tags = {
    DataClassification = "confidential"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }

    bucket_key_enabled = true
  }
}
