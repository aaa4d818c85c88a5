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
// whoever of the account may use a bucket may use the key for it, or those whom the plugin's configuration names, and
// the services that use the tier's buckets may do what they need.
func newKeyPolicy(e *lint.Edit, k *tierKey, tier string, home home, file string, services []serviceNeed) (string, error) {
	identity, err := dataSource(e, k, "aws_caller_identity", home, file)
	if err != nil {
		return "", err
	}
	partition, err := dataSource(e, k, "aws_partition", home, file)
	if err != nil {
		return "", err
	}
	if named := e.TierOption(tierKeyUsers)[tier]; len(named) > 0 {
		users, err := keyUsers(e, k, named)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf(keyPolicy, partition, identity, fmt.Sprintf(useByNamed, users, identity)+serviceStatements(services, partition, identity)), nil
	}
	region, err := regionOf(e, k, home, file)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(keyPolicy, partition, identity, fmt.Sprintf(useThroughS3, identity, region)+serviceStatements(services, partition, identity)), nil
}

// keyUsers returns the list of the principals that the configuration names, which has to mean something in this
// module.
func keyUsers(e *lint.Edit, k *tierKey, named []lint.Expression) (string, error) {
	var texts []string
	for _, user := range named {
		for _, ref := range user.Variables() {
			if err := reachable(e, k, ref); err != nil {
				return "", err
			}
		}
		texts = append(texts, user.Text)
	}
	return strings.Join(texts, ", "), nil
}

// reachable fails unless a reference of key_users means one thing that a new key may depend on.
func reachable(e *lint.Edit, k *tierKey, ref hcl.Traversal) error {
	var r *terraform.Resource
	switch root := ref.RootName(); root {
	case "var", "local", "module":
		if !declares(e.Snapshot, ref) {
			return whyKeyUsers.Refuse("the tier's key_users refer to what this module doesn't have")
		}
		if root == "module" {
			return k.mayReferTo(root + "." + label(ref, 1))
		}
		if root == "local" && k.edited != nil && k.edited.Address.Type == "aws_s3_bucket" {
			return whyCycle.Refuse("the tier's key_users may depend on the bucket, whose block is going to refer to the key")
		}
		return nil
	case "data":
		r = e.Module.DataSource(label(ref, 1), label(ref, 2))
	default:
		r = e.Module.Resource(root, label(ref, 1))
	}
	if r == nil || r.Repetition() != terraform.Single {
		return whyKeyUsers.Refuse("the tier's key_users refer to what this module doesn't have, or has several of")
	}
	return k.mayReferTo(r.Address.String())
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

// useByNamed stands in place of useThroughS3 where the configuration names the users. Its Sid says that,
// to servesNamed.
const useByNamed = `      # Of this account only these may use the key, beside whom IAM lets: key_users of the linter's configuration.
      {
        Sid       = "` + namedSid + `"
        Effect    = "Allow"
        Principal = { AWS = [%s] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          StringEquals = {
            "kms:CallerAccount" = %s.account_id
          }
        }
      },`

const namedSid = "AllowUseByKeyUsers"

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
