package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

// admitsServices fails unless the policy of a key surely lets services do what they need, nil for one that
// isn't known.
func admitsServices(s *lint.Snapshot, key *s3.Key, needs []serviceNeed) error {
	if len(needs) == 0 {
		return nil
	}
	admits := func(k *s3.Key) bool {
		var admitted []serviceNeed
		for _, service := range k.ServicesAdmitted() {
			if n, err := needOf(s, service); err == nil {
				admitted = append(admitted, n)
			}
		}
		return !slices.ContainsFunc(needs, func(n serviceNeed) bool {
			return !slices.ContainsFunc(admitted, n.within)
		})
	}
	if key == nil || !key.Always(admits) {
		return whyService.Refuse("the policy of the key isn't known to let %s in as it needs", needs[0].name)
	}
	return nil
}

// within reports whether a statement that is there allows all that is needed.
func (n serviceNeed) within(there serviceNeed) bool {
	lacks := func(action string) bool {
		return !slices.Contains(there.actions, action) && !slices.Contains(there.actions, "kms:*")
	}
	unmet := func(c serviceCondition) bool {
		return !slices.ContainsFunc(n.conditions, func(own serviceCondition) bool {
			return own.operator == c.operator && own.key == c.key &&
				!slices.ContainsFunc(own.values, func(value string) bool { return !slices.Contains(c.values, value) })
		})
	}
	return n.name == there.name && !slices.ContainsFunc(n.actions, lacks) && !slices.ContainsFunc(there.conditions, unmet)
}

// mayRestOn fails unless a new key may refer to all on which the conditions of statements for services rest.
func mayRestOn(k *tierKey, needs []serviceNeed) error {
	for _, n := range needs {
		for _, ref := range n.references() {
			if address := addressOf(ref); address != "" {
				if err := k.mayReferTo(address); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// serviceSids are the names of the statements, and what is said above them.
var serviceSids = map[string][2]string{
	s3.ConfigService:     {"AllowConfig", "AWS Config delivers to a bucket under this key."},
	s3.VendedLogs:        {"AllowLogDelivery", "Logs are delivered to a bucket under this key."},
	s3.InventoryService:  {"AllowInventory", "S3 delivers inventories to a bucket under this key."},
	s3.CloudFrontService: {"AllowCloudFront", "A distribution reads from a bucket under this key."},
}

// serviceStatements writes the statements of services, each on lines of its own.
func serviceStatements(needs []serviceNeed, partition, identity string) string {
	var out strings.Builder
	count := map[string]int{}
	for _, n := range needs {
		count[n.name]++
		out.WriteString("\n" + n.statement(count[n.name], partition, identity))
	}
	return out.String()
}

// statement writes the statement of a service, n counting those of one service.
func (n serviceNeed) statement(count int, partition, identity string) string {
	sid := serviceSids[n.name][0]
	if count > 1 {
		sid += fmt.Sprint(count)
	}
	comment := serviceSids[n.name][1]
	if n.name == s3.VendedLogs && len(n.conditions) == 0 {
		comment = "CloudFront delivers its standard logs to a bucket under this key. AWS documents no condition for that."
	}
	quoted := make([]string, len(n.actions))
	for i, action := range n.actions {
		quoted[i] = fmt.Sprintf("%q", action)
	}
	var conditions strings.Builder
	if len(n.conditions) > 0 {
		conditions.WriteString("  Condition = {\n")
		for _, operator := range operatorsOf(n.conditions) {
			fmt.Fprintf(&conditions, "    %s = {\n", operator)
			for _, c := range n.conditions {
				if c.operator == operator {
					fmt.Fprintf(&conditions, "      %q = %s\n", c.key, oneOrList(c.values))
				}
			}
			conditions.WriteString("    }\n")
		}
		conditions.WriteString("  }\n")
	}
	text := fmt.Sprintf(`# %s
{
  Sid       = %q
  Effect    = "Allow"
  Principal = { Service = %q }
  Action    = %s
  Resource  = "*"
%s},`, comment, sid, n.name, oneOrList(quoted), conditions.String())
	text = strings.NewReplacer(ownAccount, "${"+identity+".account_id}", ownPartition, "${"+partition+".partition}").Replace(text)
	return "      " + strings.ReplaceAll(text, "\n", "\n      ")
}

// operatorsOf returns the operators of conditions, each once.
func operatorsOf(conditions []serviceCondition) []string {
	var out []string
	for _, c := range conditions {
		if !slices.Contains(out, c.operator) {
			out = append(out, c.operator)
		}
	}
	slices.Sort(out)
	return out
}
