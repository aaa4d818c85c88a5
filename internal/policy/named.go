package policy

import "strings"

// named collects the principals that a document names, in principal elements
// and in conditions on the principal.
type named struct {
	doc  *Document
	seen map[string]bool
}

// callers fills in the principals that a requester should try to be.
func (c *compiler) callers() {
	n := &named{doc: c.doc, seen: map[string]bool{}}
	c.doc.namesAccounts = true
	for i := range c.doc.Statements {
		s := &c.doc.Statements[i]
		for j := range s.who.list {
			switch e := &s.who.list[j]; e.kind {
			case entryAccount:
				n.account(e.text)
			case entryARN:
				n.principal(e.text)
			default:
			}
		}
		for j := range s.atoms {
			if a := &s.atoms[j]; a.key >= 0 {
				n.condition(a, c.doc.keys[a.key])
			}
		}
	}
}

// condition collects from one condition on the principal.
func (n *named) condition(a *atom, k *docKey) {
	if k.implied == keyPrincipalAccount && (a.unknown || a.family != familyString || k.inVariable) {
		n.doc.namesAccounts = false
	}
	for i := range a.values {
		text, ok := a.values[i].example(fresh)
		exact := ok && !a.values[i].vars && !a.values[i].opaque
		switch k.implied {
		case keyPrincipalARN:
			if exact {
				n.principal(text)
			}
		case keyPrincipalAccount:
			switch {
			case !exact:
				n.doc.namesAccounts = false
			case isAccount(text):
				n.account(text)
			default: // a caller's stand-in, perhaps
				n.add(Member(text, ""))
			}
		}
	}
}

// account collects an account: somebody in it, its root, and anybody in it.
func (n *named) account(id string) {
	n.principal("arn:aws:iam::" + id + ":user/" + fresh)
	n.principal(rootARN("aws", id))
	n.add(Member(id, ""))
}

func (n *named) principal(arn string) {
	arn = strings.Replace(arn, "arn:"+fresh+":", "arn:aws:", 1)
	if isPrincipalARN(arn) {
		n.add(Member("", arn))
	}
}

func (n *named) add(p Principal) {
	id := p.account + " " + p.arn
	switch {
	case n.seen[id]:
	case len(n.seen) >= maxCallers:
		n.doc.namesAccounts = false
	default:
		n.seen[id] = true
		n.doc.callers = append(n.doc.callers, newCaller(p))
	}
}

// isPrincipalARN reports whether an ARN can be somebody who makes requests.
func isPrincipalARN(arn string) bool {
	if accountOf(arn) == "" || strings.ContainsAny(arn, "*?") {
		return false
	}
	for _, kind := range []string{":user/", ":role/", ":root", ":assumed-role/", ":federated-user/"} {
		if strings.Contains(arn, kind) {
			return true
		}
	}
	return false
}
