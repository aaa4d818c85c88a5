package policy

import (
	"strings"
	"sync"
)

// A Request is what a policy is asked about: an action on a resource, by a
// principal, with condition keys. A key is free unless it is set or follows
// from the principal: the requester chooses it. Keys that nobody chooses, such
// as the time and the bucket's owner, aren't free; what rests on them can't be
// told. A Request may be used concurrently once it is built.
type Request struct {
	action   string
	resource string
	parts    [6]string // of the resource's ARN
	arn      bool      // parts hold
	*requester
	keys     map[string]*candidate
	isolated bool // unlisted keys are absent, also those that are implied
}

// requester is who makes a request, with whoever that may be. Requests share it.
type requester struct {
	who      caller
	anybody  []caller // choices for who that don't depend on the document
	stranger caller   // a member of an account that no document names
}

// NewRequest returns a request whose condition keys are all free.
func NewRequest(action, resource string, who Principal) *Request {
	r := &Request{action: strings.ToLower(action), resource: resource, keys: map[string]*candidate{}}
	r.parts, r.arn = splitARN(resource)
	partition := "aws"
	if r.arn {
		partition = r.parts[1]
	}
	r.requester = requesterIn(partition, who)
	return r
}

// requesters are those without an ARN of their own, by partition: a configuration
// asks about few of them, of all its buckets.
var requesters sync.Map // of requesterKey, *requester

type requesterKey struct {
	partition string
	who       Principal
}

func requesterIn(partition string, who Principal) *requester {
	if who.arn != "" {
		return &requester{who: newCaller(who)}
	}
	key := requesterKey{partition, who}
	if known, ok := requesters.Load(key); ok {
		return known.(*requester)
	}
	made, _ := requesters.LoadOrStore(key, newRequester(partition, who))
	return made.(*requester)
}

// newRequester works out who somebody without an ARN may be.
func newRequester(partition string, who Principal) *requester {
	if who.kind != principalMember {
		return &requester{who: newCaller(who)}
	}
	somebody := who
	if who.outside {
		somebody.account = fresh
	}
	somebody.arn = "arn:" + partition + ":iam::" + somebody.account + ":user/" + fresh
	// Another one, of whom only the name and id are chosen.
	chosen := somebody
	chosen.arn = ""
	other := newCaller(chosen)
	other.implied[keyUsername], other.implied[keyUserID] = freeState, freeState
	return &requester{
		who:      newCaller(who),
		anybody:  []caller{newCaller(somebody), other},
		stranger: newCaller(Member(fresh, "")),
	}
}

// Fix sets a condition key to its values. Without values the key is absent.
func (r *Request) Fix(name string, values ...string) *Request {
	c := candidate{kind: candText, texts: values}
	if len(values) == 0 {
		c.kind = candAbsent
	}
	r.keys[strings.ToLower(name)] = &c
	return r
}

// Dispute marks a key of which the sources disagree: it is absent or has one
// of the values. Without values it may be anything. A verdict that differs
// between these is Unknown.
func (r *Request) Dispute(name string, values ...string) *Request {
	c := candidate{}
	if len(values) > 0 {
		c = eitherCandidate(values...)
	}
	r.keys[strings.ToLower(name)] = &c
	return r
}

// Free makes a key the requester's choice, also one that would follow from the
// principal or was set before.
func (r *Request) Free(name string) *Request {
	r.keys[strings.ToLower(name)] = &candidate{kind: candFree}
	return r
}

// OthersAbsent makes every key absent that isn't set, also those that would
// follow from the principal.
func (r *Request) OthersAbsent() *Request {
	r.isolated = true
	return r
}

// state returns what the request says of a key, or nil where that follows from
// the principal.
func (r *Request) state(k *docKey) *candidate {
	if c := r.keys[k.name]; c != nil {
		return c
	}
	switch {
	case r.isolated:
		return &absentState
	case k.implied >= 0:
		return nil
	case k.ofPrincipal && r.who.kind == principalAnonymous:
		return &absentState
	case k.given, k.ofPrincipal && r.who.kind != principalMember:
		return &anyState
	default:
		return &freeState
	}
}

// splitARN splits an ARN at its first five colons.
func splitARN(arn string) (parts [6]string, ok bool) {
	for i := range 5 {
		var found bool
		if parts[i], arn, found = strings.Cut(arn, ":"); !found {
			return parts, false
		}
	}
	parts[5] = arn
	return parts, true
}
