// Package benchgen writes Terraform modules of any size for measuring. They are what large modules look like: many
// files, tags merged from locals, a few variables, and but for Bare nothing that a rule would report, so that what is
// measured is deciding and not reporting. It knows nothing of HCL: its output is text.
package benchgen

import (
	"fmt"
	"strings"
)

const (
	bucketsPerFile = 100
	batchesPerFile = 10
	// batch is how many resources of a mixed module have one among them that concerns S3 or KMS.
	batch = 20
)

// Buckets returns the files of a root module with n buckets, each with an encryption configuration, a key, an alias and a
// policy: 5n resources.
func Buckets(n int) map[string]string {
	files := map[string]string{"variables.tf": variables, "locals.tf": locals}
	for start := 0; start < n; start += bucketsPerFile {
		var b strings.Builder
		for i := start; i < min(start+bucketsPerFile, n); i++ {
			separate(&b)
			fmt.Fprintf(&b, keyBlock, i)
			separate(&b)
			fmt.Fprintf(&b, bucketBlocks, i)
		}
		files[fmt.Sprintf("buckets_%03d.tf", start/bucketsPerFile)] = b.String()
	}
	return files
}

// Mixed returns the files of a root module with the given number of resources, rounded down to a multiple of twenty,
// of which one in twenty concerns S3 or KMS. Those come as in Buckets, five to a bucket; up to four keys are left over.
func Mixed(resources int) map[string]string {
	files := map[string]string{"variables.tf": variables, "locals.tf": locals}
	batches := resources / batch
	for start := 0; start < batches; start += batchesPerFile {
		var b strings.Builder
		for i := start; i < min(start+batchesPerFile, batches); i++ {
			for j := range batch - 1 {
				separate(&b)
				fmt.Fprintf(&b, others[j%len(others)], i*batch+j)
			}
			// A bucket comes as five resources: five batches have one bucket, in the first.
			switch {
			case i >= batches/5*5:
				separate(&b)
				fmt.Fprintf(&b, keyBlock, i)
			case i%5 == 0:
				separate(&b)
				fmt.Fprintf(&b, keyBlock, i)
				separate(&b)
				fmt.Fprintf(&b, bucketBlocks, i)
			}
		}
		files[fmt.Sprintf("mixed_%03d.tf", start/batchesPerFile)] = b.String()
	}
	return files
}

// Bare returns the files of a root module with n buckets of sensitive data that have nothing but their tags: what rules have
// most to report of, and fixes most to write.
func Bare(n int) map[string]string {
	files := map[string]string{}
	for start := 0; start < n; start += bucketsPerFile {
		var b strings.Builder
		for i := start; i < min(start+bucketsPerFile, n); i++ {
			separate(&b)
			fmt.Fprintf(&b, bareBlock, i)
		}
		files[fmt.Sprintf("buckets_%03d.tf", start/bucketsPerFile)] = b.String()
	}
	return files
}

func separate(b *strings.Builder) {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
}

const variables = `variable "project" {
  type    = string
  default = "ledger"
}

variable "environment" {
  type    = string
  default = "production"
}

variable "owner" {
  type    = string
  default = "platform"
}

variable "deletion_window" {
  type    = number
  default = 30
}

variable "subnet_ids" {
  type    = list(string)
  default = ["subnet-0a1b2c3d", "subnet-1b2c3d4e"]
}
`

const locals = `locals {
  prefix = "${var.project}-${var.environment}"

  common_tags = {
    Project     = var.project
    Environment = var.environment
    Owner       = var.owner
    ManagedBy   = "terraform"
  }

  bucket_tags = merge(local.common_tags, {
    DataClassification = "internal"
  })
}
`

const keyBlock = `resource "aws_kms_key" "bucket_%[1]d" {
  description             = "Objects of ${local.prefix}-%[1]d"
  deletion_window_in_days = var.deletion_window
  enable_key_rotation     = true

  tags = merge(local.bucket_tags, {
    Name = "${local.prefix}-%[1]d"
  })
}
`

const bucketBlocks = `resource "aws_kms_alias" "bucket_%[1]d" {
  name          = "alias/${local.prefix}-%[1]d"
  target_key_id = aws_kms_key.bucket_%[1]d.key_id
}

resource "aws_s3_bucket" "bucket_%[1]d" {
  bucket = "${local.prefix}-%[1]d"

  tags = merge(local.bucket_tags, {
    Name = "${local.prefix}-%[1]d"
  })
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket_%[1]d" {
  bucket = aws_s3_bucket.bucket_%[1]d.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.bucket_%[1]d.arn
    }

    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_policy" "bucket_%[1]d" {
  bucket = aws_s3_bucket.bucket_%[1]d.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyUnencryptedTransport"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.bucket_%[1]d.arn, "${aws_s3_bucket.bucket_%[1]d.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "DenyNonKMSEncryptedPuts"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.bucket_%[1]d.arn}/*"
        Condition = { StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" } }
      },
    ]
  })
}
`

const bareBlock = `resource "aws_s3_bucket" "bucket_%[1]d" {
  bucket = "ledger-%[1]d"

  tags = {
    DataClassification = "restricted"
  }
}
`

// others are the resources of a mixed module that no rule looks at.
var others = []string{`resource "aws_instance" "node_%[1]d" {
  count = var.environment == "production" ? 2 : 1

  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.medium"
  subnet_id     = var.subnet_ids[count.index]

  root_block_device {
    volume_size = 50
    volume_type = "gp3"
    encrypted   = true
  }

  metadata_options {
    http_tokens = "required"
  }

  tags = merge(local.common_tags, {
    Name = "${local.prefix}-node-%[1]d-${count.index}"
  })
}
`, `resource "aws_iam_role" "service_%[1]d" {
  name = "${local.prefix}-service-%[1]d"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })

  tags = local.common_tags
}
`, `resource "aws_security_group" "service_%[1]d" {
  name        = "${local.prefix}-service-%[1]d"
  description = "Traffic of service %[1]d"
  vpc_id      = "vpc-0123456789abcdef0"

  ingress {
    description = "HTTPS from the load balancer"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = merge(local.common_tags, { Name = "service-%[1]d" })
}
`, `resource "aws_lambda_function" "worker_%[1]d" {
  function_name = "${local.prefix}-worker-%[1]d"
  role          = "arn:aws:iam::123456789012:role/${local.prefix}-worker"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  filename      = "build/worker.zip"
  timeout       = 30

  environment {
    variables = {
      STAGE     = var.environment
      LOG_LEVEL = var.environment == "production" ? "warn" : "debug"
    }
  }

  tags = local.common_tags
}
`, `resource "aws_sqs_queue" "jobs_%[1]d" {
  for_each = toset(["incoming", "retry"])

  name                      = "${local.prefix}-jobs-%[1]d-${each.key}"
  message_retention_seconds = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:dead-letters"
    maxReceiveCount     = 5
  })

  tags = merge(local.common_tags, { Queue = each.key })
}
`, `resource "aws_cloudwatch_log_group" "worker_%[1]d" {
  name              = "/aws/lambda/${local.prefix}-worker-%[1]d"
  retention_in_days = 90
  tags              = local.common_tags
}
`, `resource "aws_dynamodb_table" "state_%[1]d" {
  name         = "${local.prefix}-state-%[1]d"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  dynamic "attribute" {
    for_each = ["pk", "sk"]

    content {
      name = attribute.value
      type = "S"
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  tags = local.common_tags
}
`, `resource "aws_lb_target_group" "service_%[1]d" {
  name     = "service-%[1]d"
  port     = 443
  protocol = "HTTPS"
  vpc_id   = "vpc-0123456789abcdef0"

  health_check {
    path    = "/healthz"
    matcher = "200-299"
  }

  lifecycle {
    create_before_destroy = true
  }
}
`, `resource "aws_cloudwatch_metric_alarm" "errors_%[1]d" {
  alarm_name          = "${local.prefix}-errors-%[1]d"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  period              = 60
  statistic           = "Sum"
  threshold           = 1

  dimensions = {
    FunctionName = "${local.prefix}-worker-%[1]d"
  }
}
`, `resource "aws_sns_topic" "events_%[1]d" {
  name = "${local.prefix}-events-%[1]d"

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": { "Service": "events.amazonaws.com" },
          "Action": "sns:Publish",
          "Resource": "arn:aws:sns:eu-west-1:123456789012:${local.prefix}-events-%[1]d"
        }
      ]
    }
  POLICY
}
`}
