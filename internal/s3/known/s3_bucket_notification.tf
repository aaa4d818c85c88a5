# terraform-aws-modules/s3-bucket/aws//modules/notification, versions 3.0 to 5.x: what a bucket tells of its objects. It asks for
# nothing of the bucket: the policies that it makes are those of queues and topics.

variable "bucket" {}
variable "bucket_arn" {}
variable "create" {}
variable "create_lambda_permission" {}
variable "create_sns_policy" {}
variable "create_sqs_policy" {}
variable "eventbridge" {}
variable "lambda_notifications" {}
variable "region" {}
variable "sns_notifications" {}
variable "sqs_notifications" {}
