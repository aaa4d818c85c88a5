package policy

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// principals is a Principal or NotPrincipal element.
type principals struct {
	present bool
	negated bool
	unknown bool // nothing of it is known
	foreign bool // it has a type of principal that AWS doesn't know
	list    []entry
}

type entryKind uint8

const (
	entryOther    entryKind = iota // CanonicalUser, Federated: can't be compared
	entryEveryone                  // "*"
	entryAccount                   // an account id or its root ARN
	entryARN                       // an ARN, or text that matches nobody
	entryService                   // a service
	entryPart                      // an AWS principal with unknown parts
)

// entry is one principal that a statement names.
type entry struct {
	kind    entryKind
	text    string // account id, ARN or service name
	account string // of an ARN
	pattern        // of entryPart, and of a service with unknown parts
}

// principalTypes are the types of principal that AWS knows, in this case of
// letters only.
var principalTypes = map[string]bool{"AWS": true, "Service": true, "Federated": true, "CanonicalUser": true}

// principals compiles the Principal or NotPrincipal of a statement (IAM User
// Guide, "AWS JSON policy elements: Principal"). A statement with neither
// matches nobody.
func (c *compiler) principals(fields map[string]any) principals {
	var p principals
	value, ok := fields["Principal"]
	if !ok {
		if value, ok = fields["NotPrincipal"]; !ok {
			return p
		}
		p.negated = true
	}
	p.present = true
	switch value := value.(type) {
	case string:
		if value != "*" {
			p.unknown = true // AWS takes no other text here
			return p
		}
		p.list = []entry{{kind: entryEveryone}}
	case map[string]any:
		for _, kind := range sortedKeys(value) {
			items, known := listOf(value[kind])
			p.foreign = p.foreign || !principalTypes[kind]
			p.unknown = p.unknown || !known || p.foreign
			for _, item := range items {
				p.list = append(p.list, c.entry(kind, item))
			}
		}
	default:
		p.unknown = true
	}
	p.unknown = p.unknown || p.negated && len(p.list) == 0
	return p
}

// entry compiles one principal of the given type. Principals have no partial
// wildcards and no policy variables.
func (c *compiler) entry(kind string, item any) entry {
	pieces, ok := piecesOf(item)
	if !ok || kind != "AWS" && kind != "Service" {
		return entry{kind: entryOther}
	}
	p := c.pattern(pieces, false, tri.No)
	text, known := p.plain()
	switch {
	case kind == "Service" && known && text != "*":
		return entry{kind: entryService, text: text}
	case kind == "Service":
		if known {
			p.segs = []seg{{kind: segUnknown}} // whether "*" is every service isn't documented
		}
		return entry{kind: entryService, pattern: pattern{segs: p.segs, opaque: true}}
	case !known:
		return entry{kind: entryPart, pattern: p}
	case text == "*":
		return entry{kind: entryEveryone}
	case isAccount(text):
		return entry{kind: entryAccount, text: text}
	}
	account := accountOf(text)
	for _, partition := range partitions {
		if text == rootARN(partition, account) {
			return entry{kind: entryAccount, text: account}
		}
	}
	if !strings.HasPrefix(text, "arn:") {
		return entry{kind: entryOther} // the unique id of a user or role
	}
	return entry{kind: entryARN, text: text, account: account}
}

// partitions are AWS's; an account id is of one partition only.
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}

// rootARN returns the ARN that stands for an account.
func rootARN(partition, account string) string {
	return "arn:" + partition + ":iam::" + account + ":root"
}

// isAccount reports whether text is an account id by itself: digits.
func isAccount(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// accountOf returns the account of an IAM or STS ARN, or nothing.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || parts[2] != "iam" && parts[2] != "sts" {
		return ""
	}
	return parts[4]
}

// sessions are the kinds of session by the kind of principal that they are of.
var sessions = map[string]string{"role": "assumed-role", "user": "federated-user"}

// sessionOf reports whether session is an assumed-role session of a role, or a
// federated session of a user, as AWS's documents name it: after the user. The
// session's ARN lacks the path.
func sessionOf(session, principal string) bool {
	s, p := strings.SplitN(session, ":", 6), strings.SplitN(principal, ":", 6)
	if len(s) < 6 || len(p) < 6 || s[2] != "sts" || p[2] != "iam" || s[1] != p[1] || s[4] != p[4] {
		return false
	}
	kind, name, found := strings.Cut(p[5], "/")
	if !found || sessions[kind] == "" {
		return false
	}
	name = name[strings.LastIndexByte(name, '/')+1:]
	of, found := strings.CutPrefix(s[5], sessions[kind]+"/")
	if kind == "role" {
		of, _, found = strings.Cut(of, "/")
	}
	return found && of == name
}

// matches says whether the statement applies to the caller.
func (p *principals) matches(c *caller) tri.Answer {
	switch {
	case !p.present:
		return tri.No
	case p.negated:
		return p.excludes(c)
	}
	result := tri.No
	if p.unknown {
		result = tri.Unknown
	}
	for i := range p.list {
		if result = result.Or(p.list[i].matches(c)); result == tri.Yes {
			return tri.Yes
		}
	}
	return result
}

// excludes says whether NotPrincipal applies to the caller: to everyone but the
// listed. A member of an account is surely exempt only where both itself and
// its account are listed, and a session only where its role is listed too: for
// less, AWS's page on NotPrincipal says that it may be denied.
func (p *principals) excludes(c *caller) tri.Answer {
	if p.unknown {
		return tri.Unknown
	}
	own, account, role, unsure := false, false, false, false
	for i := range p.list {
		e := &p.list[i]
		switch m := e.matches(c); {
		case m == tri.Unknown:
			unsure = true
		case m == tri.No:
		case e.kind == entryEveryone, e.kind == entryService:
			return tri.No
		case e.kind == entryAccount:
			account = true
		case e.text == c.arn:
			own = true
		default:
			role = true
		}
	}
	switch {
	case c.isRoot() && account:
		return tri.No
	case own && account && !c.isRole() && (role || !c.isSession()):
		return tri.No
	case own || account || role || unsure:
		return tri.Unknown
	default:
		return tri.Yes
	}
}

// startsARN reports whether a partly known principal is an ARN.
func (e *entry) startsARN() bool {
	return strings.HasPrefix(e.segs[0].text, "arn:")
}

// matches says whether the entry names the caller.
func (e *entry) matches(c *caller) tri.Answer {
	if e.kind == entryEveryone {
		return tri.Yes
	}
	if c.kind == principalUnknown {
		return tri.Unknown
	}
	switch e.kind {
	case entryService:
		if c.kind != principalService {
			return tri.No
		}
		if e.opaque {
			return tri.Of(glob(e.segs, c.name)).And(tri.Unknown)
		}
		return tri.Of(e.text == c.name)
	case entryPart:
		if c.vague() || c.kind == principalMember && !e.startsARN() {
			return tri.Unknown // other text may be the caller's unique id
		}
		for _, text := range c.names {
			if glob(e.segs, text) {
				return tri.Unknown
			}
		}
		return tri.No
	default: // these name members of accounts, below
	}
	if c.kind != principalMember {
		return tri.No
	}
	switch e.kind {
	case entryAccount:
		return c.inAccount(e.text)
	case entryARN:
		return c.hasARN(e)
	default:
		return tri.Unknown
	}
}
