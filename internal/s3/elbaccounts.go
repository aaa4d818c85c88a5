package s3

import (
	"regexp"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// elbAccounts are the accounts from which Elastic Load Balancing delivers access logs in the
// regions that were there before August 2022 (Elastic Load Balancing, "Enable access logs for
// your Application Load Balancer", and the same for Classic Load Balancers).
var elbAccounts = map[string]string{
	"098369216593": "af-south-1",
	"754344448648": "ap-east-1",
	"582318560864": "ap-northeast-1",
	"600734575887": "ap-northeast-2",
	"383597477331": "ap-northeast-3",
	"718504428378": "ap-south-1",
	"114774131450": "ap-southeast-1",
	"783225319266": "ap-southeast-2",
	"589379963580": "ap-southeast-3",
	"985666609251": "ca-central-1",
	"638102146993": "cn-north-1",
	"037604701340": "cn-northwest-1",
	"054676820928": "eu-central-1",
	"897822967062": "eu-north-1",
	"635631232127": "eu-south-1",
	"156460612806": "eu-west-1",
	"652711504416": "eu-west-2",
	"009996457667": "eu-west-3",
	"076674570225": "me-south-1",
	"507241528517": "sa-east-1",
	"127311923021": "us-east-1",
	"033677994240": "us-east-2",
	"190560391635": "us-gov-east-1",
	"048591011584": "us-gov-west-1",
	"027434742980": "us-west-1",
	"797873946194": "us-west-2",
}

// elbAccount stands for the account that the data source aws_elb_service_account gives.
const elbAccount = terraform.TokenPrefix + "elb-service-account"

// account finds the account of a principal: its id, or the ARN of its root.
var account = regexp.MustCompile(`^(?:arn:.*:iam::)?([\w-]+?)(?::root)?$`)

// isELBAccount reports whether a principal is an account of Elastic Load Balancing.
func isELBAccount(principal string) bool {
	match := account.FindStringSubmatch(strings.ReplaceAll(principal, policydoc.Unknown, ""))
	return match != nil && (match[1] == elbAccount || elbAccounts[match[1]] != "")
}
