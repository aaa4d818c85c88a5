package remedy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// newKeyPolicy returns the policy of a new key of a tier: the account's IAM policies decide, and
// whoever of the account may use a bucket may use the key for it.
func newKeyPolicy(e *lint.Edit, k *tierKey, home home, file string) (string, error) {
	identity, err := dataSource(e, k, "aws_caller_identity", home, file)
	if err != nil {
		return "", err
	}
	partition, err := dataSource(e, k, "aws_partition", home, file)
	if err != nil {
		return "", err
	}
	region, err := regionOf(e, k, home, file)
	if err != nil {
		return "", err
	}
	use := fmt.Sprintf(useThroughS3, identity, region)
	return fmt.Sprintf(keyPolicy, partition, identity, use), nil
}

// keyPolicy begins as KMS's default key policy does: the account's IAM policies decide (AWS
// KMS Developer Guide, "Default key policy").
const keyPolicy = `jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EnableIAMUserPermissions"
        Effect    = "Allow"
        Principal = { AWS = "arn:${%s.partition}:iam::${%s.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
%s
    ]
  })`

// useThroughS3 is in the manner of the policy of the AWS managed key aws/s3. The name of the
// service is the same in all partitions (AWS KMS Developer Guide, "AWS KMS condition keys").
const useThroughS3 = `      # Whoever of this account may use the bucket may use the key, but only through S3. The key can
      # be disabled and rotated; it doesn't yet restrict who of the account reads. Replace this
      # statement to get there.
      {
        Sid       = "AllowUseThroughS3"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = %s.account_id
            "kms:ViaService"    = "s3.%s.amazonaws.com"
          }
        }
      },`

// regionOf returns the name of the region of a home, for a text: the bucket's own where it is
// written out, else what a data source says.
func regionOf(e *lint.Edit, k *tierKey, home home, file string) (string, error) {
	if expr, diags := hclsyntax.ParseExpression([]byte(home.region), file, hcl.InitialPos); home.region != "" && !diags.HasErrors() {
		if v, diags := expr.Value(nil); !diags.HasErrors() {
			if region, ok := (terraform.Value{Cty: v}).Text(); ok && isIdentifier(region) {
				return region, nil
			}
		}
	}
	address, err := dataSource(e, k, "aws_region", home, file)
	if err != nil {
		return "", err
	}
	return "${" + address + "." + regionAttribute(e.Snapshot) + "}", nil
}

// regionAttribute returns the attribute of aws_region that all versions of the provider have
// that the module is for: region from 6.0 on, name before, which says there that it is
// deprecated, and for both id.
func regionAttribute(s *lint.Snapshot) string {
	inv := Inventory.Of(s)
	switch {
	case inv.Regional() == tri.No:
		return "name"
	case inv.OnlyRegional():
		return "region"
	}
	return "id"
}

// isIdentifier reports whether a text has only letters, digits and hyphens, as names of regions do.
func isIdentifier(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// ofHome reports whether a data source tells of a home, and of nothing else that an argument names.
func ofHome(s *lint.Snapshot, r *terraform.Resource, home home) bool {
	if r.Address.Type != "aws_region" {
		ref, known := r.Provider()
		return known && ref == home.provider
	}
	other, err := homeOf(s, r)
	blocks := usersIn.Of(s).index.Blocks(r.Address.Local())
	if err != nil || other != home || len(blocks) != 1 {
		return false
	}
	for name := range blocks[0].Body.Attributes {
		if name != "provider" && name != "region" {
			return false // it may be of another region
		}
	}
	return true
}

// writeDataSource writes a data source of a home.
func writeDataSource(name, typ string, home home) *hclwrite.Block {
	block := hclwrite.NewBlock("data", []string{typ, name})
	home.write(block.Body(), false)
	if typ == "aws_region" && home.region != "" {
		block.Body().SetAttributeRaw("region", fix.Raw(home.region))
	}
	return block
}
