# This plugin alone speaks in the examples. tflint's own Terraform rules would ask for required_providers.
plugin "terraform" {
  enabled = false
}

plugin "s3-encryption" {
  enabled = true
}
