package s3

import (
	"maps"
	"strconv"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// bucketIndex finds buckets by their names, and knows which of them the calls
// of modules that aren't loaded are handed: their code may configure those.
type bucketIndex struct {
	byID   map[string][]*Bucket // by known name or token
	byName map[string][]*Bucket // by the identity of an unknown name

	byResource map[terraform.Reference][]*Bucket

	handed handed // to those calls
	logged handed // as a place for logs

	general bool // nothing is known of the inputs, see Inventory.General
}

// handed is what calls of modules are handed that the host hasn't loaded.
type handed struct {
	identities map[string]bool // of names
	resources  references      // buckets to which they refer
	any        bool            // a call may be handed anything
}

func newBucketIndex(m *terraform.Module, buckets []*Bucket) *bucketIndex {
	x := &bucketIndex{
		byID:   map[string][]*Bucket{},
		byName: map[string][]*Bucket{},

		byResource: map[terraform.Reference][]*Bucket{},

		handed: newHanded(),
		logged: newHanded(),
	}
	for _, b := range buckets {
		x.byID[b.id] = append(x.byID[b.id], b)
		x.byResource[b.reference()] = append(x.byResource[b.reference()], b)
		if _, known := b.Name.Name(); !known && b.Name.Null() != tri.Yes {
			identity := b.Name.Identity()
			x.byName[identity] = append(x.byName[identity], b)
		}
	}
	if len(buckets) > 0 {
		x.handedTo(m)
	}
	return x
}

// handedTo keeps the buckets that calls of modules are handed which the host
// hasn't loaded. A bucket's resource counts, and so does its name.
func (x *bucketIndex) handedTo(m *terraform.Module) {
	for call := range m.OpaqueCalls() {
		x.handed.add(call)
		for _, arg := range placesForLogs(call) {
			x.logged.resources.keepBuckets(arg.References())
			x.logged.keep(arg)
		}
	}
}

func newHanded() handed { return handed{identities: map[string]bool{}, resources: references{}} }

// add keeps what a call is handed.
func (h *handed) add(call *terraform.Call) {
	h.resources.keepBuckets(call.References())
	for _, arg := range call.Arguments() {
		h.keep(arg)
	}
}

// keep keeps the names in an argument.
func (h *handed) keep(arg terraform.Value) {
	texts, identities, all := arg.Parts()
	h.any = h.any || !all
	for _, text := range texts {
		// An ARN hands over the bucket as its name does.
		h.identities[strconv.Quote(text[strings.LastIndexByte(text, ':')+1:])] = true
	}
	for _, identity := range identities {
		h.identities[identity] = true
	}
}

// has reports whether a call may be handed a bucket.
func (h *handed) has(b *Bucket) bool {
	if h.any || h.resources[b.reference()] {
		return true
	}
	// What isn't known takes long to compare: few modules have such calls.
	return len(h.identities) > 0 && (h.identities[strconv.Quote(b.id)] || b.Name.Written() && h.identities[b.Name.Identity()])
}

// mayBeHanded reports whether a called module may configure a bucket.
func (x *bucketIndex) mayBeHanded(b *Bucket) bool { return x.handed.has(b) }

// named returns the buckets that an argument surely means.
func (x *bucketIndex) named(target terraform.Value) []*Bucket {
	if name, known := target.Name(); known {
		return x.byID[name]
	}
	return x.byName[target.Identity()]
}

// references are resources of buckets.
type references map[terraform.Reference]bool

// keepBuckets enters the buckets among references.
func (in references) keepBuckets(refs terraform.References) {
	for ref := range refs {
		if isBucket(ref) {
			in[ref] = true
		}
	}
}

// reference returns the reference to the bucket's resource.
func (b *Bucket) reference() terraform.Reference {
	r := b.Instance.Resource
	return terraform.Reference{Module: r.Module, Address: r.Address.Local()}
}

// join finds the buckets that the bucket arguments of other resources of one
// kind mean. What they may mean, but not surely, it keeps: a bucket that nothing
// surely belongs to has nothing only if none of that can be it.
type join struct {
	*bucketIndex

	maybeAny      bool       // an argument may mean any bucket
	maybeUnnamed  bool       // or any bucket whose name isn't certain
	maybeResource references // or an instance of these

	dormantAny bool       // a configuration without instances may be for any bucket
	dormant    references // or for one of these resources
}

func newJoin(x *bucketIndex) *join {
	return &join{bucketIndex: x, maybeResource: references{}, dormant: references{}}
}

// find returns the buckets that a bucket argument surely means, and keeps what
// else it may mean.
func (j *join) find(target terraform.Value) []*Bucket {
	found := j.named(target)
	if found == nil || restsOn(target, terraform.Symbolic) && !covers(found, target.Identity()) {
		j.keep(target)
	}
	return found
}

// covers reports whether an argument that stands for many instances means the
// instances of these buckets and no others: it is written as their names are.
func covers(found []*Bucket, identity string) bool {
	for _, b := range found {
		if !b.Instance.Symbolic || b.Name.Identity() != identity {
			return false
		}
	}
	return true
}

// keep keeps what an argument may mean.
func (j *join) keep(target terraform.Value) {
	if target.Null() == tri.Yes {
		return
	}
	if _, definite := target.Text(); definite {
		// Of a bucket whose name isn't known.
		j.maybeUnnamed = true
		return
	}
	refs := target.References()
	opaque := len(refs) == 0 || target.Derived()
	for ref, kind := range refs {
		switch kind {
		case terraform.ModuleOutput:
			// A module gives back what it was handed, or a bucket of its own, which
			// may bear a name that isn't known here.
			j.maybeUnnamed = true
			if call := ref.Module.Call(strings.TrimPrefix(ref.Address, "module.")); call != nil {
				j.maybeResource.keepBuckets(call.References())
			}
		case terraform.Computed:
			opaque = opaque || !isBucket(ref)
		case terraform.Variable, terraform.DataSource, terraform.Environment, terraform.Invalid, terraform.OverBudget, terraform.Secret, terraform.StandIn, terraform.Symbolic:
			opaque = true
		}
	}
	j.maybeResource.keepBuckets(refs)
	j.maybeAny = j.maybeAny || opaque
}

// isBucket reports whether a reference is to a bucket that its module has. One to a
// bucket that isn't there says nothing.
func isBucket(ref terraform.Reference) bool {
	name, is := strings.CutPrefix(ref.Address, "aws_s3_bucket.")
	return is && ref.Module.Resource("aws_s3_bucket", name) != nil
}

// possible says whether something that isn't surely another bucket's may be b's:
// Unknown if so, else No.
func (j *join) possible(b *Bucket) tri.Answer {
	if j.kept(b) || j.mayBeHanded(b) {
		return tri.Unknown
	}
	return tri.No
}

// kept reports whether an argument may mean b that doesn't surely do so.
func (j *join) kept(b *Bucket) bool {
	// With the inputs that there are, the text that a variable gives is somebody else's
	// name. That another value could be this bucket's is no reason to think so.
	any := !j.general && (j.maybeAny || j.maybeUnnamed && !b.nameIsCertain())
	return any || j.maybeResource[b.reference()]
}

// dormantIn keeps what the resources of a type, and calls of modules that have
// some, would configure with other inputs.
func (j *join) dormantIn(m *terraform.Module, typ string) {
	for r := range m.Tree(typ) {
		j.dormantFor(r)
	}
	for call := range m.DormantCalls(typ) {
		j.dormant.keepBuckets(call.References())
	}
}

// dormantFor keeps what a resource would configure with other inputs: the
// buckets that its code names, or any bucket if it names none and has no
// instance now.
func (j *join) dormantFor(r *terraform.Resource) {
	named := bucketsOf(r)
	maps.Copy(j.dormant, named)
	j.dormantAny = j.dormantAny || len(named) == 0 && len(r.Instances()) == 0
}

// conditional reports whether the configuration has something for b that other
// inputs would bring to life.
func (j *join) conditional(b *Bucket) bool {
	return j.dormantAny || j.dormant[b.reference()]
}
