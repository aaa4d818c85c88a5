# An example configuration. The rules and their options are described in docs/.

plugin "s3-encryption" {
  enabled = true

  # Nothing is published yet: run "make install", which puts the plugin where tflint looks for it. Once there are
  # releases, these two lines let "tflint --init" fetch one.
  # version = "0.1.0"
  # source  = "github.com/seed-5b586960/tflint-ruleset-s3-encryption"
}
