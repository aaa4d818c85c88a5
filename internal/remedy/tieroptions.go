package remedy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

// The options of a tier that fixes go by.
var (
	tierKMSKey   = lint.TierOption{Name: "kms_key", Read: readTierKey}
	tierKeyUsers = lint.TierOption{Name: "key_users", Read: readKeyUsers}
)

// The options of a tier that say which buckets are of it, and what they need.
var (
	tierBuckets    = lint.TierOption{Name: "buckets", Read: readBuckets, Selects: true}
	tierEncryption = lint.TierOption{Name: "encryption", Read: readEncryption}
)

// tiersOf returns what the configuration says of tiers, as the inventory takes it.
func tiersOf(s *lint.Snapshot) s3.Tiers {
	tiers := s3.Tiers{Buckets: map[string][]string{}, Levels: map[string]s3.Level{}}
	for name, patterns := range s.TierOption(tierBuckets) {
		for _, p := range patterns {
			tiers.Buckets[name] = append(tiers.Buckets[name], p.Text)
		}
	}
	for name, level := range s.TierOption(tierEncryption) {
		tiers.Levels[name] = s3.Level(level[0].Text)
	}
	return tiers
}

// readBuckets reads buckets: patterns of names and addresses.
func readBuckets(attr *hclext.Attribute) ([]lint.Expression, error) {
	patterns, err := lint.DecodeTexts(attr, "No buckets", "buckets must have at least one pattern of names or addresses.")
	if err != nil {
		return nil, err
	}
	var out []lint.Expression
	for _, p := range patterns {
		if strings.TrimSpace(p) == "" {
			return nil, lint.Wrong(attr.Expr.Range(), "Invalid buckets", "buckets has a pattern that is empty.")
		}
		out = append(out, lint.Expression{Text: p})
	}
	return out, nil
}

// readEncryption reads encryption: what the buckets of the tier need at least.
func readEncryption(attr *hclext.Attribute) ([]lint.Expression, error) {
	var text string
	if err := lint.Decode(attr, &text); err != nil {
		return nil, err
	}
	switch s3.Level(text) {
	case s3.LevelSSES3, s3.LevelKMS, s3.LevelCMK:
		return []lint.Expression{{Text: text}}, nil
	}
	return nil, lint.Wrong(attr.Expr.Range(), "Invalid encryption", fmt.Sprintf("encryption is %q, but must be one of sse-s3, sse-kms, cmk.", text))
}

// readTierKey reads a kms_key: a string that holds the expression of a key.
func readTierKey(attr *hclext.Attribute) ([]lint.Expression, error) {
	var text string
	if err := lint.Decode(attr, &text); err != nil {
		return nil, err
	}
	expr, ok := oneExpression("kms_key", text)
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		ok = ok && len(e.Traversal) > 1
	case *hclsyntax.TemplateExpr:
		if ok && e.IsStringLiteral() {
			v, _ := e.Value(nil) // a literal has no errors
			ok = s3.IsKeyID(v.AsString())
		}
	case *hclsyntax.TemplateWrapExpr, *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.FunctionCallExpr, *hclsyntax.ConditionalExpr:
	default:
		ok = false
	}
	if !ok {
		return nil, lint.Wrong(attr.Expr.Range(), "Invalid kms_key",
			fmt.Sprintf("kms_key is %q, but must hold an expression of a key, such as \"aws_kms_key.restricted.arn\"; the ARN or alias of a customer managed key needs quotes of its own within it.", text))
	}
	return []lint.Expression{{Expression: expr, Text: text}}, nil
}

// oneExpression reads a text that is an expression in one line, and nothing else: no comment.
func oneExpression(name, text string) (hclsyntax.Expression, bool) {
	expr, diags := hclsyntax.ParseExpression([]byte(text), name, hcl.InitialPos)
	return expr, !diags.HasErrors() && !strings.ContainsAny(text, "\n\r") && expr.Range().CanSliceBytes([]byte(text)) &&
		string(expr.Range().SliceBytes([]byte(text))) == strings.TrimSpace(text)
}

// principalARN is the ARN of a principal that a key policy can name.
var principalARN = regexp.MustCompile(`^arn:[a-z-]+:(iam|sts)::\d{12}:(root|(role|user|assumed-role)/[\w+=,.@/-]+)$`)

// readKeyUsers reads key_users: strings that hold the ARN of a principal, or a reference to one.
func readKeyUsers(attr *hclext.Attribute) ([]lint.Expression, error) {
	texts, err := lint.DecodeTexts(attr, "No key users", "key_users must name at least one principal; leave it out for whoever may use the bucket.")
	if err != nil {
		return nil, err
	}
	var out []lint.Expression
	for _, text := range texts {
		if principalARN.MatchString(text) {
			text = strconv.Quote(text)
		} else if expr, ok := oneExpression("key_users", text); !ok || !isReference(expr) {
			return nil, lint.Wrong(attr.Expr.Range(), "Invalid key_users",
				fmt.Sprintf("key_users has %q, but each must hold a reference to the ARN of a principal, such as \"aws_iam_role.claims.arn\", or an ARN.", text))
		}
		expr, _ := oneExpression("key_users", text)
		out = append(out, lint.Expression{Expression: expr, Text: strings.TrimSpace(text)})
	}
	return out, nil
}

func isReference(expr hclsyntax.Expression) bool {
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && len(ref.Traversal) > 1
}
