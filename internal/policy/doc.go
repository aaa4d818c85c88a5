// Package policy says what a bucket policy denies.
//
// It evaluates IAM policy documents as AWS does, in three values: a request is
// Denied, NotDenied, or it can't be told (Unknown). Two kinds of not-knowing are
// kept apart. Unknown leaves come from the configuration (an unset variable): a
// definite verdict holds for every text they could have. Free keys are the
// requester's choice: Denied holds for every choice, NotDenied means that one
// choice surely gets through every statement at once. A disputed key is neither: it
// has one state, which nobody knows, and a verdict counts that is the same in all.
//
// The package knows nothing of Terraform, of Allow statements, of identity
// policies, permissions boundaries, service control policies or block public
// access: NotDenied is not "allowed". It doesn't check that AWS would accept a
// document; where AWS would refuse one, the verdict is that of the statements
// taken literally, or Unknown. It doesn't know which condition keys exist,
// which of them an action carries, what time it is, or who owns the bucket. A
// requester who may choose a key may copy into it an unknown text of the
// document; such a text is taken to hold no policy variable of its own.
//
// The rules are those of the IAM User Guide: "policy evaluation logic", "JSON
// policy elements" and "condition operators". Where the sources disagree the answer is Unknown.
package policy

// A Verdict says whether a request is explicitly denied.
type Verdict uint8

// The verdicts. The zero value is the harmless one: nothing is claimed.
const (
	Unknown Verdict = iota
	NotDenied
	Denied
)

// String returns the verdict's name.
func (v Verdict) String() string {
	switch v {
	case NotDenied:
		return "not denied"
	case Denied:
		return "denied"
	default:
		return "unknown"
	}
}
