package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Names of the programs of which suppressions are read. Those of tfsec are also
// Trivy's, which has grown out of it, and reads them.
const (
	checkov = "checkov"
	aqua    = "tfsec or Trivy"
	kics    = "KICS"
)

// sameControl are the checks of other linters that ask what a rule asks: of Checkov by its
// policy index, of Trivy and tfsec by their ids in trivy-checks (AVD-AWS-0065 is AWS-0065
// by now, and AWS019 was tfsec's until 0.5x), of KICS by the ids of its queries. Where
// somebody suppresses one of them, they have decided.
var sameControl = map[string]map[string][]string{
	"kms_key_rotation": {
		checkov: {"CKV_AWS_7"},
		aqua:    {"AVD-AWS-0065", "aws-kms-auto-rotate-keys", "AWS019"},
		kics:    {"22fbfeac-7b5a-421a-8a27-7a2178bb910b"}, // CMK Rotation Disabled
	},
	"kms_key_deletion_window": {
		kics: {"0b530315-0ea4-497f-b34c-4ff86268f59d"}, // KMS Key With No Deletion Window
	},
	"s3_bucket_explicit_sse": {
		checkov: {"CKV_AWS_19"},
		aqua:    {"AVD-AWS-0088", "aws-s3-enable-bucket-encryption", "AWS017"},
		kics:    {"6726dcc0-5ff5-459d-b473-a780bef7665c"}, // S3 Bucket SSE Disabled
	},
	"s3_bucket_sensitive_cmk": {
		checkov: {"CKV_AWS_145"},
		aqua:    {"AVD-AWS-0132", "aws-s3-encryption-customer-key"},
		kics:    {"6726dcc0-5ff5-459d-b473-a780bef7665c"},
	},
	"s3_bucket_deny_insecure_transport": {
		checkov: {"CKV_AWS_379"},
		kics:    {"4bc4dd4c-7d8d-405e-a0fb-57fa4c31b4d9"}, // S3 Bucket Policy Accepts HTTP Requests
	},
	"s3_bucket_data_events": {
		aqua: {"AVD-AWS-0171", "aws-s3-enable-object-write-logging", "AVD-AWS-0172", "aws-s3-enable-object-read-logging"},
	},
	"s3_object_encryption": {
		checkov: {"CKV_AWS_186", "CKV_AWS_181"},
		kics:    {"5fb49a69-8d46-4495-a2f8-9c8c622b2b6e"}, // S3 Bucket Object Not Encrypted
	},
}

// Forms of suppressions: "checkov:skip=ID:reason", "tfsec:ignore:ID:exp:2027-01-01",
// "trivy:ignore:ID[key=value]", "kics-scan ignore-block", "kics-scan disable=ID,ID".
var (
	checkovSkip = regexp.MustCompile(`(?i)(?:checkov|bridgecrew|cortex):\s*skip\s*=\s*([\w*]+)`)
	aquaIgnore  = regexp.MustCompile(`(?i)(?:tfsec|trivy):ignore:([\w*-]+)`)
	kicsCommand = regexp.MustCompile(`(?i)kics-scan\s+(ignore-line|ignore-block|ignore|disable)(?:\s*=\s*([\w,\s-]+))?`)
)

// place is where a suppression stands, seen from what is at fault.
type place int8

const (
	inBlock  place = iota // in the block, or above it
	besideIt              // on the line, or above it or the block
	inFront               // in front of everything in the file
)

// suppresses reports whether a comment suppresses one of the checks of a rule in other linters,
// seen from where it stands. A suppression of everything is one of each, where it is for
// this line or block.
func suppresses(text string, checks map[string][]string, at place) bool {
	has := func(linter, id string) bool {
		if strings.Contains(id, "*") || id == "" || linter == aqua && strings.EqualFold(id, "all") {
			return at == besideIt && len(checks[linter]) > 0
		}
		return at != inFront && slices.ContainsFunc(checks[linter], func(known string) bool { return checkID(known) == checkID(id) })
	}
	for _, m := range checkovSkip.FindAllStringSubmatch(text, -1) {
		if has(checkov, m[1]) {
			return true
		}
	}
	for _, m := range aquaIgnore.FindAllStringSubmatch(text, -1) {
		if has(aqua, m[1]) {
			return true
		}
	}
	for _, m := range kicsCommand.FindAllStringSubmatch(text, -1) {
		switch command := strings.ToLower(m[1]); {
		case command == "disable":
			for id := range strings.SplitSeq(m[2], ",") {
				if slices.Contains(checks[kics], strings.ToLower(strings.TrimSpace(id))) {
					return true
				}
			}
		case len(checks[kics]) > 0 && (command == "ignore") == (at == inFront) && at != inBlock:
			return true
		}
	}
	return false
}

// checkID returns an id in the one form in which ids of a check are compared: without case,
// and without what later versions left out or put in front.
func checkID(id string) string {
	id = strings.TrimPrefix(strings.ToLower(id), "avd-")
	if short, ok := strings.CutPrefix(id, "aws-"); ok {
		id = short
	}
	return strings.TrimPrefix(strings.TrimPrefix(id, "s3-"), "kms-")
}

// decided fails if a comment tells another linter to ignore, of what an issue is about,
// what the rule asks.
func (r *Runner) decided(rule string, i *issue) error {
	checks := sameControl[rule]
	if checks == nil {
		return nil
	}
	s := r.source(i.rng.Filename)
	if s.err != nil {
		return s.err
	}
	all := s.allComments(i.rng.Filename)
	if err := suppressed(all.beside(i.rng.Start.Line, i.rng.Start.Line), checks, besideIt, i.rng.Filename); err != nil {
		return err
	}
	for _, c := range all {
		if !c.leading {
			break
		}
		if err := suppressed(comments{c}, checks, inFront, i.rng.Filename); err != nil {
			return err
		}
	}
	if s.file != nil {
		if err := r.decidedOn(s.file.Enclosing(i.rng.Start), checks, i.rng.Filename); err != nil {
			return err
		}
	}
	for _, block := range i.blocks {
		if err := r.decidedFor(block, checks); err != nil {
			return err
		}
	}
	return nil
}

// Undecided fails if a comment at a resource tells another linter to ignore what a rule asks.
func (e *Edit) Undecided(rule string, r *terraform.Resource) error {
	return e.runner.decidedFor(r.Block, sameControl[rule])
}

// decidedFor is decided for a top-level block.
func (r *Runner) decidedFor(block *hclext.Block, checks map[string][]string) error {
	name := block.DefRange.Filename
	if !r.inventory.Module.Holds(name) {
		return nil
	}
	s := r.source(name)
	if s.err != nil {
		return s.err
	}
	native, err := s.file.Block(block.TypeRange.Start)
	if err != nil {
		return err
	}
	return r.decidedOn([]*hclsyntax.Block{native}, checks, name)
}

// decidedOn is decided for a block, and the blocks in it that hold what is at fault.
func (r *Runner) decidedOn(blocks []*hclsyntax.Block, checks map[string][]string, name string) error {
	all := r.source(name).allComments(name)
	for _, b := range blocks {
		first, last := b.TypeRange.Start.Line, b.CloseBraceRange.End.Line
		if err := suppressed(all.beside(first, first), checks, besideIt, name); err != nil {
			return err
		}
		if err := suppressed(all.within(first, last), checks, inBlock, name); err != nil {
			return err
		}
	}
	return nil
}

func suppressed(some comments, checks map[string][]string, at place, name string) error {
	for _, c := range some {
		if suppresses(c.text, checks, at) {
			return fmt.Errorf("%w: a comment at %s:%d tells another linter to ignore it", tflint.ErrFixNotSupported, name, c.first)
		}
	}
	return nil
}
