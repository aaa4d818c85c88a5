package policy

import (
	"strconv"
	"strings"
)

// booleanKeys hold true or false only; the value says whether they are in
// every request (IAM User Guide, "AWS global condition context keys").
var booleanKeys = map[string]bool{
	"aws:securetransport":        true,
	"aws:multifactorauthpresent": false,
	"aws:principalisawsservice":  false,
	"aws:viaawsservice":          false,
}

// typedKeys hold values of one family only.
var typedKeys = map[string]family{
	"aws:sourceip":           familyIP,
	"aws:vpcsourceip":        familyIP,
	"aws:multifactorauthage": familyNumeric,
	"s3:max-keys":            familyNumeric,
	"s3:tlsversion":          familyNumeric,
	"s3:signatureage":        familyNumeric,
	"s3:object-lock-remaining-retention-days": familyNumeric,
}

// givenKeys aren't the requester's choice: the time, the bucket's owner and
// region, and the resource on whose behalf an AWS service calls. What rests on
// one can't be told unless the request sets it.
var givenKeys = map[string]bool{
	"aws:currenttime": true, "aws:epochtime": true,
	"aws:resourceaccount": true, "s3:resourceaccount": true, "aws:resourceorgid": true,
	"aws:resourceorgpaths": true, "aws:requestedregion": true,
	"aws:sourceaccount": true, "aws:sourcearn": true, "aws:sourceorgid": true, "aws:sourceorgpaths": true,
}

// ofPrincipal reports whether a key speaks of the requester's identity. An
// anonymous request has none of them.
func ofPrincipal(name string) bool {
	return strings.HasPrefix(name, "aws:principal") || strings.HasPrefix(name, "aws:multifactorauth") || name == "aws:tokenissuetime"
}

// severalKeys hold several values.
var severalKeys = map[string]bool{
	"aws:tagkeys": true, "aws:calledvia": true, "aws:principalorgpaths": true,
	"aws:resourceorgpaths": true, "aws:sourceorgpaths": true, "aws:principalservicenameslist": true,
}

// choices works out, for every key, the states that a requester should try: one
// for each way in which the document's conditions can tell values apart. Where
// they can't all be listed, the last state is "anything".
func (c *compiler) choices() {
	c.callers()
	for i := range c.doc.Statements {
		for j := range c.doc.Statements[i].atoms {
			if a := &c.doc.Statements[i].atoms[j]; a.key >= 0 {
				k := c.doc.keys[a.key]
				k.atoms = append(k.atoms, a)
			}
		}
	}
	for i, k := range c.doc.keys {
		w := &witnesses{key: k, seen: map[string]bool{}, exact: !k.inVariable}
		w.collect(strconv.Itoa(i))
		if !w.exact {
			w.list = append(w.list, candidate{unsure: true})
		}
		k.choices = w.list
	}
}

// collect fills the list. The id makes stand-ins of different keys differ.
func (w *witnesses) collect(id string) {
	if always, ok := booleanKeys[w.key.name]; ok {
		if !always {
			w.list = append(w.list, absentState)
		}
		w.list = append(w.list, textCandidate("true"), textCandidate("false"))
		w.exact = true
		return
	}
	w.list = append(w.list, candidate{kind: candAbsent, unsure: w.key.implied == keyUserID}) // every signed request has an id
	typed := typedKeys[w.key.name]
	w.exact = w.exact && !severalKeys[w.key.name]
	for _, a := range w.key.atoms {
		stringlike := a.family == familyString || a.family == familyLike || a.family == familyARN
		w.exact = w.exact && !a.unknown && a.set == single && (a.family == familyNull ||
			a.family == typed || stringlike && typed == familyUnknown)
		w.guess = w.guess || typed != familyUnknown && a.family != typed && a.family != familyNull
		w.sets = w.sets || a.set != single
	}
	if typed == familyUnknown || !w.uses(typed) {
		w.text(fresh + id)
		if w.uses(familyARN) {
			w.text("arn:aws:" + fresh + ":::" + id)
		}
	}
	for _, a := range w.key.atoms {
		for i := range a.values {
			w.value(a, &a.values[i])
		}
	}
	w.numbers()
	w.outside()
	w.folded()
	w.combine()
}
