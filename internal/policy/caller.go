package policy

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

type principalKind uint8

const (
	principalUnknown principalKind = iota // nothing is known of the requester
	principalMember                       // of an account
	principalService
	principalAnonymous
)

// A Principal is who makes a request. Its zero value is somebody unknown.
type Principal struct {
	kind    principalKind
	account string // of a member; empty where it isn't known
	home    string // the account that an outsider is not of
	outside bool   // any account but home, the requester's choice
	any     bool   // outside, and home as well
	arn     string // empty: any principal of the account, the requester's choice
	name    string // of a service
}

// Member is a user, role, session or root of an account. With an empty ARN it
// is any principal of that account. With an empty account it belongs to the
// account in its ARN, or to one that isn't known.
func Member(account, arn string) Principal {
	if account == "" {
		account = accountOf(arn)
	}
	return Principal{kind: principalMember, account: account, arn: arn}
}

// OtherAccount is any principal of any account but home, which may be empty
// where the bucket's account isn't known.
func OtherAccount(home string) Principal {
	return Principal{kind: principalMember, home: home, outside: true}
}

// AnyAccount is any principal of any account. Where the bucket's account isn't
// known, a member of it and an outsider are this one together: whoever gets
// through is either of them, whichever account it is.
func AnyAccount() Principal {
	return Principal{kind: principalMember, outside: true, any: true}
}

// Anonymous is a requester without credentials.
func Anonymous() Principal { return Principal{kind: principalAnonymous} }

// Service is an AWS service, such as "logging.s3.amazonaws.com".
func Service(name string) Principal { return Principal{kind: principalService, name: name} }

// fresh is text that no document contains: a stand-in for "something else".
const fresh = "\ue000"

// caller is a principal with what follows from it.
type caller struct {
	Principal
	names   []string // what an AWS principal element can call it
	implied [impliedKeys]candidate
}

// The condition keys that follow from the principal (IAM User Guide, "AWS
// global condition context keys").
const (
	keyPrincipalARN = iota
	keyPrincipalAccount
	keyPrincipalIsService
	keyPrincipalType
	keyUsername
	keyUserID
	keyPrincipalServiceName
	impliedKeys
)

var impliedNames = map[string]int{
	"aws:principalarn":          keyPrincipalARN,
	"aws:principalaccount":      keyPrincipalAccount,
	"aws:principalisawsservice": keyPrincipalIsService,
	"aws:principaltype":         keyPrincipalType,
	"aws:username":              keyUsername,
	"aws:userid":                keyUserID,
	"aws:principalservicename":  keyPrincipalServiceName,
}

// newCaller works out what follows from a principal. Keys that it leaves zero
// can't be told.
func newCaller(p Principal) caller {
	c := caller{Principal: p, names: []string{"*"}}
	k := &c.implied
	switch p.kind {
	case principalUnknown:
	case principalService:
		k[keyPrincipalIsService] = textCandidate("true")
		k[keyPrincipalServiceName] = textCandidate(p.name)
	case principalAnonymous:
		k[keyPrincipalARN] = candidate{kind: candAbsent}
		k[keyPrincipalAccount] = eitherCandidate("anonymous")
		k[keyPrincipalIsService] = eitherCandidate("false")
		k[keyPrincipalType] = eitherCandidate("Anonymous")
		k[keyUsername] = candidate{kind: candAbsent}
		k[keyPrincipalServiceName] = candidate{kind: candAbsent}
	case principalMember:
		c.implyMember()
	}
	return c
}

// implyMember fills in what follows from being a member of an account.
func (c *caller) implyMember() {
	k := &c.implied
	k[keyPrincipalIsService] = textCandidate("false")
	k[keyPrincipalServiceName] = candidate{kind: candAbsent}
	k[keyPrincipalType] = candidate{kind: candEither, either: []candidate{
		textCandidate("User"), textCandidate("AssumedRole"), textCandidate("FederatedUser"), textCandidate("Account"),
	}}
	if c.account != "" {
		k[keyPrincipalAccount] = candidate{kind: candText, texts: []string{c.account}, fresh: c.account == fresh}
		c.names = append(c.names, c.account)
		for _, partition := range partitions {
			c.names = append(c.names, rootARN(partition, c.account))
		}
	}
	if c.arn == "" {
		return
	}
	c.names = append(c.names, c.arn)
	if c.isSession() {
		k[keyPrincipalType] = textCandidate("AssumedRole")
		k[keyUsername] = candidate{kind: candAbsent}
		return // the key holds the role's ARN, whose path isn't known
	}
	if c.account != "" {
		k[keyPrincipalARN] = textCandidate(c.arn)
	}
	switch name := c.arn[strings.LastIndexByte(c.arn, '/')+1:]; {
	case c.isRoot():
		k[keyPrincipalType] = textCandidate("Account")
		k[keyUsername] = candidate{kind: candAbsent}
	case c.isRole():
		k[keyPrincipalType] = textCandidate("AssumedRole")
		k[keyUsername] = candidate{kind: candAbsent}
	case c.isFederated():
		k[keyPrincipalType] = textCandidate("FederatedUser")
		k[keyUsername] = candidate{kind: candAbsent}
	case strings.Contains(c.arn, ":user/"):
		k[keyPrincipalType] = textCandidate("User")
		k[keyUsername] = textCandidate(name)
	}
}

// isRoot and the others report what kind of member it is. A role as requester is
// one of its sessions.
func (c *caller) isRoot() bool      { return strings.HasSuffix(c.arn, ":root") }
func (c *caller) isRole() bool      { return strings.Contains(c.arn, ":role/") }
func (c *caller) isSession() bool   { return strings.Contains(c.arn, ":assumed-role/") }
func (c *caller) isFederated() bool { return strings.Contains(c.arn, ":federated-user/") }

// homeless reports whether it isn't known of which accounts the caller may be.
func (c *caller) homeless() bool { return c.account == "" && c.home == "" && !c.any }

// vague reports whether the names of the caller aren't all known.
func (c *caller) vague() bool {
	return c.kind == principalMember && (c.account == "" || c.arn == "" || c.isRole() || c.isSession() || c.isFederated())
}

// inAccount says whether the caller is a member of the account.
func (c *caller) inAccount(account string) tri.Answer {
	if c.account != "" {
		return tri.Of(c.account == account)
	}
	if c.outside && c.home == account {
		return tri.No
	}
	return tri.Unknown
}

// hasARN says whether the entry's ARN names the caller. The ARN of a role or user
// also names the sessions; wildcards in an ARN name nobody.
func (c *caller) hasARN(e *entry) tri.Answer {
	switch {
	case e.account == "" || strings.ContainsAny(e.text, "*?"):
		return tri.No
	case c.arn == "":
		return c.inAccount(e.account).And(tri.Unknown)
	case e.text == c.arn || sessionOf(c.arn, e.text):
		return tri.Yes
	case c.isRole() && sessionOf(e.text, c.arn):
		return tri.Unknown
	default:
		return tri.No
	}
}

// accepts reports whether a request that leaves open who makes it can come from
// the caller. Where a document names principals of any account, the caller is
// put into the request's.
func (r *Request) accepts(c *caller) (*caller, bool) {
	p := &r.who.Principal
	switch {
	case p.outside:
		return c, c.account != p.home
	case p.account == "":
		return c, true
	case c.account == fresh:
		moved := newCaller(Member("", strings.Replace(c.arn, "::"+fresh+":", "::"+p.account+":", 1)))
		return &moved, true
	default:
		return c, c.account == p.account
	}
}
