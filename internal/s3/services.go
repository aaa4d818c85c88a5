package s3

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Service is an AWS service that a bucket's policy lets in as itself, in a form that AWS documents: what a key has
// to let it do, under the conditions of the bucket's policy.
type Service struct {
	// Name is that of the principal.
	Name string
	// Actions are those of KMS.
	Actions []string
	// Conditions all hold when it comes.
	Conditions []ServiceCondition
}

// ServiceCondition is a condition on one key.
type ServiceCondition struct {
	Operator, Key string
	Values        []ServiceValue
}

// ServiceValue is a value of a condition, put together from pieces.
type ServiceValue []ServicePiece

// ServicePiece is a text, a reference, or a value that is written as it is where it stands. The partition in a text that
// begins an ARN may be one that was made up.
type ServicePiece struct {
	Text, Reference string
	Value           *terraform.Value
}

// The services that come as themselves, and whom a key may have to let in.
const (
	ConfigService     = "config.amazonaws.com"
	VendedLogs        = vendedLogs + "amazonaws.com"
	InventoryService  = "s3.amazonaws.com"
	CloudFrontService = "cloudfront.amazonaws.com"
)

// documented are the statements for services in the policies of keys, as AWS documents them: what the service needs,
// what it does in the bucket, and by which keys it has to be bound.
var documented = map[string]struct {
	kms, does []string
	account   bool // by aws:SourceAccount, or the account in the path
	arn       bool // by aws:SourceArn
	of        string
}{
	// Permissions for the KMS key with S3 bucket delivery (AWS Config Developer Guide).
	ConfigService: {[]string{"kms:Decrypt", "kms:GenerateDataKey"}, puts3, true, false, ":config:"},
	// Logs sent to Amazon S3 (CloudWatch Logs User Guide).
	VendedLogs: {vendedActions, puts3, true, false, ":logs:"},
	// Configuring Amazon S3 Inventory (Amazon S3 User Guide).
	InventoryService: {[]string{"kms:GenerateDataKey"}, puts3, true, true, ":s3:"},
	// Restrict access to an Amazon S3 origin (Amazon CloudFront Developer Guide).
	CloudFrontService: {[]string{"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"}, []string{"s3:getobject", "s3:putobject", "s3:deleteobject"}, false, true, ""},
}

// vendedActions are what the delivery of logs needs.
var vendedActions = []string{"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"}

// CloudFrontLogs is what CloudFront needs to deliver its standard logs, which come by an ACL. Whether it says for whom
// it comes isn't documented, so there are no conditions (Amazon CloudFront Developer Guide, "Configure standard logging
// (legacy)").
var CloudFrontLogs = Service{Name: VendedLogs, Actions: []string{"kms:Decrypt", "kms:GenerateDataKey*"}}

var puts3 = []string{"s3:putobject", "s3:putobjectacl"}

// keyless are actions for which nobody needs a key.
var keyless = []string{
	"s3:getbucketacl", "s3:getbucketlocation", "s3:getbucketpolicy", "s3:getbucketpolicystatus", "s3:getbucketversioning",
	"s3:getencryptionconfiguration", "s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads",
}

// Services returns the services that the bucket's policy may let in as themselves, false where one of them isn't let in
// in a form in which it is known what it needs of a key.
func (b *Bucket) Services() ([]Service, bool) {
	var out []Service
	for _, p := range b.Policies {
		if !p.Document.Grants() {
			continue
		}
		tree, read := p.source.(map[string]any)
		if !read {
			return nil, false
		}
		for _, item := range policydoc.OneOrMore(tree["Statement"]) {
			statement, known := item.(map[string]any)
			if !known {
				return nil, false
			}
			if policydoc.Denies(statement["Effect"]) {
				continue
			}
			services, ok := b.inventory.services(statement)
			if !ok {
				return nil, false
			}
			out = append(out, services...)
		}
	}
	return out, true
}

// services returns the services that a statement lets in, none where it lets none in that needs a key.
func (inv *Inventory) services(statement map[string]any) ([]Service, bool) {
	kinds, known := statement["Principal"].(map[string]any)
	items := policydoc.OneOrMore(kinds["Service"])
	if !known || len(items) == 0 {
		return nil, true // whoever else it is
	}
	if _, negated := statement["NotAction"]; negated || policydoc.Allows(statement["Effect"]) != tri.Yes {
		return nil, false
	}
	var does []string
	for _, item := range policydoc.OneOrMore(statement["Action"]) {
		action, known := policydoc.Text(item)
		if !known {
			return nil, false
		}
		if action = strings.ToLower(action); !slices.Contains(keyless, action) {
			does = append(does, action)
		}
	}
	if len(does) == 0 {
		return nil, true
	}
	var out []Service
	for _, item := range items {
		name, _ := policydoc.Text(item)
		form, known := documented[name]
		if !known || slices.ContainsFunc(does, func(action string) bool { return !slices.Contains(form.does, action) }) {
			return nil, false
		}
		conditions, account, arn, ok := inv.sourceConditions(statement["Condition"], form.of)
		if !ok {
			return nil, false
		}
		if form.account && !account {
			path, ok := inv.accountInPath(statement)
			if !ok {
				return nil, false
			}
			conditions = append([]ServiceCondition{{"StringEquals", "aws:SourceAccount", path}}, conditions...)
		}
		if form.arn && !arn {
			return nil, false
		}
		out = append(out, Service{name, form.kms, conditions})
	}
	return out, true
}

// sourceConditions returns the conditions of a statement on who a service comes for, in the order of their keys, and
// whether there are some on the account and the ARN. Its other conditions may stay with the bucket. ok is false
// where there is one that isn't written so that it can be repeated.
func (inv *Inventory) sourceConditions(conditions any, of string) (out []ServiceCondition, account, arn, ok bool) {
	operators, known := conditions.(map[string]any)
	if !known {
		return nil, false, false, conditions == nil
	}
	for operator, keys := range operators {
		keys, known := keys.(map[string]any)
		if !known {
			return nil, false, false, false
		}
		for key, node := range keys {
			c := ServiceCondition{Operator: operator}
			switch strings.ToLower(key) {
			case "aws:sourceaccount":
				c.Key = "aws:SourceAccount"
				account = true
			case "aws:sourcearn":
				c.Key = "aws:SourceArn"
				arn = true
			default:
				continue
			}
			if !slices.Contains([]string{"StringEquals", "StringLike", "ArnEquals", "ArnLike"}, operator) {
				return nil, false, false, false
			}
			for _, item := range policydoc.OneOrMore(node) {
				text, _ := policydoc.Text(item)
				v, ok := inv.serviceValue(item)
				if !ok || c.Key == "aws:SourceArn" && !strings.Contains(text, of) {
					return nil, false, false, false
				}
				c.Values = append(c.Values, v)
			}
			if len(c.Values) == 0 {
				return nil, false, false, false
			}
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b ServiceCondition) int { return strings.Compare(a.Key+a.Operator, b.Key+b.Operator) })
	return out, account, arn, true
}

// serviceValue returns how a node of a policy can be written elsewhere in the root module, false where it can't.
func (inv *Inventory) serviceValue(node any) (ServiceValue, bool) {
	if v, ok := policydoc.Value(node); ok {
		return inv.servicePieces(v)
	}
	if text, ok := node.(string); ok {
		return inv.serviceText(text)
	}
	parts, ok := node.(terraform.Pieces)
	if !ok {
		return nil, false
	}
	var out ServiceValue
	for _, p := range parts {
		more, ok := ServiceValue{{Text: p.Known}}, true
		if p.Hole != nil {
			more, ok = inv.servicePieces(*p.Hole)
		}
		if !ok {
			return nil, false
		}
		out = append(out, more...)
	}
	return out, len(out) > 0
}

func (inv *Inventory) servicePieces(v terraform.Value) (ServiceValue, bool) {
	if refs, portable := v.Portable(); portable && len(refs) > 0 {
		return ServiceValue{{Value: &v}}, true
	}
	text, known := v.Name()
	if !known || v.Symbolic() || !v.Definite() && !terraform.MadeUp(text) && !strings.HasPrefix(text, "arn:") {
		return nil, false
	}
	return inv.serviceText(text)
}

// serviceText is a text that is known: of a bucket that is made here it is the ARN, by a reference where the bucket's own
// block won't refer to the key.
func (inv *Inventory) serviceText(text string) (ServiceValue, bool) {
	for _, other := range inv.Buckets {
		r := other.Instance.Resource
		inline := slices.ContainsFunc(other.Encryptions, func(e *Encryption) bool { return e.Inline })
		if other.ARN() == text && r.Module.IsRoot() && r.Repetition() == terraform.Single && !inline {
			return ServiceValue{{Reference: r.Address.String() + ".arn"}}, true
		}
	}
	return ServiceValue{{Text: text}}, !terraform.MadeUp(text)
}

// accountInPath returns the account of which alone a statement admits logs, by where they are put.
func (inv *Inventory) accountInPath(statement map[string]any) ([]ServiceValue, bool) {
	var out []ServiceValue
	for _, item := range policydoc.OneOrMore(statement["Resource"]) {
		pieces := piecesOf(item)
		if text, known := item.(string); known {
			pieces = terraform.Pieces{{Known: text}}
		}
		v, ok := inv.accountAfter(pieces)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, len(out) > 0
}

func (inv *Inventory) accountAfter(pieces terraform.Pieces) (ServiceValue, bool) {
	const logs = "/AWSLogs/"
	for i, p := range pieces {
		_, after, found := strings.Cut(p.Known, logs)
		if !found {
			continue
		}
		account, _, closed := strings.Cut(after, "/")
		switch {
		case closed:
			return ServiceValue{{Text: account}}, len(account) == 12 && strings.Trim(account, "0123456789") == ""
		case after == "" && i+2 < len(pieces) && pieces[i+1].Hole != nil && strings.HasPrefix(pieces[i+2].Known, "/"):
			return inv.servicePieces(*pieces[i+1].Hole)
		}
		return nil, false
	}
	return nil, false
}

// ServicesAdmitted returns what the statements of a key's policy surely allow to services, under all of their
// conditions: none where it denies something, or isn't known.
func (k *Key) ServicesAdmitted() []Service {
	var out []Service
	for _, statement := range k.allowing() {
		kinds, _ := statement["Principal"].(map[string]any)
		conditions, ok := k.inventory.allConditions(statement["Condition"])
		if !ok || !isStar(statement["Resource"]) {
			continue
		}
		s := Service{Conditions: conditions}
		for _, item := range policydoc.OneOrMore(statement["Action"]) {
			action, _ := policydoc.Text(item)
			s.Actions = append(s.Actions, action)
		}
		for _, item := range policydoc.OneOrMore(kinds["Service"]) {
			s.Name, _ = policydoc.Text(item)
			out = append(out, s)
		}
	}
	return out
}

// allConditions returns the conditions of a statement, false where one of them isn't on who a service comes for.
func (inv *Inventory) allConditions(conditions any) ([]ServiceCondition, bool) {
	out, _, _, ok := inv.sourceConditions(conditions, "")
	operators, _ := conditions.(map[string]any)
	keys := 0
	for _, on := range operators {
		on, _ := on.(map[string]any)
		keys += len(on)
	}
	return out, ok && keys == len(out)
}
