package remedy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// users knows who uses the buckets of a module. What is found out is kept: many
// buckets may have the same users.
type users struct {
	index   *usage.Index
	buckets map[*terraform.Resource][]*s3.Bucket // the instances
	twins   map[*terraform.Resource]bool         // buckets of which another block has the name
	of      map[*terraform.Resource][]found
	traits  map[*usage.Block]*traits
	keys    map[*usage.Block]*keys
	plain   map[*terraform.Resource]*handed // who reads over plain HTTP
	root    bool                            // see outermost

	configured map[*terraform.Resource]objections // see bucketConfiguredHere
	state      map[*terraform.Resource]bool       // see holdsNoState

	modules *modules
	users   *walk // to those who use a bucket
	readers *walk // to those who may read over plain HTTP, nil until needed

	bounded map[*usage.Index]error // see notBounded
}

// usersIn tells who uses the module's buckets.
var usersIn = lint.NewFact(func(s *lint.Snapshot) *users {
	u := &users{
		index:   usage.New(s.Files()),
		buckets: map[*terraform.Resource][]*s3.Bucket{},
		twins:   map[*terraform.Resource]bool{},
		of:      map[*terraform.Resource][]found{},
		traits:  map[*usage.Block]*traits{},
		keys:    map[*usage.Block]*keys{},
		plain:   map[*terraform.Resource]*handed{},

		configured: map[*terraform.Resource]objections{},
		state:      map[*terraform.Resource]bool{},
		bounded:    map[*usage.Index]error{},
	}
	u.modules = newModules(u, Inventory.Of(s).Module.Sources())
	u.users = newWalk(u.modules, func(b *usage.Block) bool { return through.MatchString(b.Type) }, func(usage.Use) bool { return true })
	u.root = outermost(s)
	first := map[string]*terraform.Resource{}
	for _, b := range Inventory.Of(s).Buckets {
		r := b.Instance.Resource
		u.buckets[r] = append(u.buckets[r], b)
		if b.Instance.Symbolic || b.Name.Null() == tri.Yes {
			continue
		}
		name := b.Name.Identity()
		if other := first[name]; other != nil && other != r {
			u.twins[r], u.twins[other] = true, true
		}
		first[name] = r
	}
	return u
})

// usersOf returns who uses the buckets of the root module. It fails for a bucket of a
// called module, whose files aren't searched.
func usersOf(s *lint.Snapshot, bucket *terraform.Resource) (*users, error) {
	if !bucket.Module.IsRoot() {
		return nil, whyCalledModule.Refuse("%s is in a called module, whose files aren't searched", bucket.Address)
	}
	return usersIn.Of(s), nil
}

// configures are the block types in which a reference to a bucket surely makes
// nobody write to it. What refers to one of through may mean the bucket.
var (
	configures = regexp.MustCompile(`^(aws_s3_bucket|aws_s3_bucket_(accelerate_configuration|acl|cors_configuration|intelligent_tiering_configuration|` +
		`lifecycle_configuration|logging|metric|notification|object_lock_configuration|ownership_controls|policy|public_access_block|` +
		`request_payment_configuration|server_side_encryption_configuration|versioning|website_configuration)|data\.aws_iam_policy_document|aws_kms_alias|` +
		`aws_cloudwatch_(dashboard|metric_alarm)|aws_ssm_parameter|check|import|moved|output|removed)$`)
	through = regexp.MustCompile(`^(aws_s3_bucket_\w+|data\.template_file)$`)
)

// names returns the names that the instances of a bucket have or may have.
func (u *users) names(bucket *terraform.Resource) []string {
	var names []string
	for _, b := range u.index.Blocks(bucket.Address.Local()) {
		if attr := b.Body.Attributes["bucket"]; attr != nil {
			names = append(names, u.index.Names(b, attr.Expr)...)
		}
	}
	for _, b := range u.buckets[bucket] {
		if name, ok := b.Name.Name(); ok && !terraform.MadeUp(name) {
			names = append(names, name)
		}
	}
	return names
}

// uses returns the places that use a bucket, in the root and in the modules that it is handed to.
func (u *users) uses(bucket *terraform.Resource) []found {
	uses, known := u.of[bucket]
	if !known {
		uses = u.usesOf(bucket.Address.Local(), u.names(bucket))
		u.of[bucket] = uses
	}
	return uses
}

// usesOf returns the places that use what has an address, or one of some names, each once. What
// leads on to others isn't one.
func (u *users) usesOf(address string, names []string) []found {
	type place struct {
		by *usage.Block
		in string
	}
	var out []found
	seen := map[place]bool{}
	for _, f := range u.users.of(address, names) {
		at := place{f.use.By, f.use.In}
		switch typ := f.use.By.Type; {
		case typ == usage.Local, typ == "variable", typ == "output" && f.in != u.modules.root, seen[at]:
			continue
		}
		seen[at] = true
		out = append(out, f)
	}
	return out
}

// indexesOf returns the indexes of the root and of the modules in which something uses a bucket.
func (u *users) indexesOf(uses []found) []*usage.Index {
	out := []*usage.Index{u.index}
	for _, f := range uses {
		if index := f.in.scope.Index; !slices.Contains(out, index) {
			out = append(out, index)
		}
	}
	return out
}

// indexOf returns the index of the module that has a block.
func (u *users) indexOf(b *usage.Block) *usage.Index {
	if index := u.modules.homes[b]; index != nil {
		return index
	}
	return u.index
}

// text reports whether a use only speaks of the bucket, or waits for it.
func (f found) text() bool {
	return beside[f.use.In]
}

// wellKnown reports whether a use is by the call of a well-known module, and whether that does nothing with what is
// another one's bucket by this argument.
func (f found) wellKnown() (known, idle bool) {
	if f.use.By.Type != "module" {
		return false, false
	}
	files, loaded := f.in.files.Called(strings.TrimPrefix(f.use.By.Address, "module."))
	if !loaded || !files.WellKnown() {
		return false, false
	}
	return true, files.Dir() == labelModule || idleInputs.MatchString(f.use.In) || idleModules.MatchString(files.Dir()) && f.use.In == "bucket" && plain(f.use.By)
}

// idleModules are the well-known modules that put an object into a bucket, or tell somebody of its objects.
var idleModules = regexp.MustCompile(`^<terraform-aws-modules/s3-bucket/aws//modules/(object|notification)>$`)

// labelModule is the well-known module that makes names and tags, and nothing else.
const labelModule = "<cloudposse/label/null>"

// plain reports whether a call leaves open how an object is encrypted, and to whom it is shown.
func plain(call *usage.Block) bool {
	for _, name := range []string{"acl", "server_side_encryption", "kms_key_id"} {
		if call.Body.Attributes[name] != nil {
			return false
		}
	}
	return true
}

// idleInputs are the arguments of well-known modules by which they do nothing with a bucket that isn't theirs
// but name it in the policy of another bucket or a key, or let S3 deliver access logs to it, which is asked for apart.
var idleInputs = regexp.MustCompile(`^(policy|source_policy_documents|key_statements|logging|description|alias|aliases)$`)

// unused fails if anybody or anything may read or write a bucket, as far as the
// module tells, its callers included: it may not use a new key, or upload without the header that a
// statement is going to demand.
func unused(s *lint.Snapshot, b *s3.Bucket, d *lint.Doubts) error {
	if err := unusedHere(s, b, d); err != nil {
		return err
	}
	return bucketConfiguredHere(s, b.Instance.Resource, d)
}

// unusedHere is unused without the callers of the module: they have no part in what
// stands here and is corrected.
func unusedHere(s *lint.Snapshot, b *s3.Bucket, d *lint.Doubts) error {
	bucket := b.Instance.Resource
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	if err := keptToItself(b, false); err != nil {
		return err
	}
	for _, f := range u.uses(bucket) {
		if u.usedBy(f) && !f.notLoaded(d) {
			return inUse(f.use)
		}
	}
	if u.twins[bucket] {
		return errTwin()
	}
	return nil
}

// usedBy reports whether somebody may read or write a bucket by a use of it.
func (u *users) usedBy(f found) bool {
	by := f.use.By
	_, idle := f.wellKnown()
	switch {
	case logged(f.use), f.text(), idle:
		return false
	case by.Type == "data.aws_iam_policy_document":
		return !u.traitsOf(by).onlyDenies
	case by.Type == "aws_s3_bucket_analytics_configuration", by.Type == "aws_s3_bucket_inventory":
		return f.use.In != "bucket" // then S3 writes to it
	}
	return !configures.MatchString(by.Type)
}

// keptToItself fails if somebody else than the owner is let into a bucket by other ways than
// its policy, or if a service delivers logs to it that can do so under SSE-S3 only, or if
// other inputs would make it so. CloudFront's delivery of standard logs counts unless a new key would let it in.
func keptToItself(b *s3.Bucket, newKey bool) error {
	general := b.General()
	if len(general) == 0 {
		return whyInputs.Refuse("what lets others into %s rests on inputs", b.Instance.Address())
	}
	for _, g := range append([]*s3.Bucket{b}, general...) {
		switch {
		case g.ReceivesLogs == tri.Yes:
			return WhyLogs.Refuse("logs are delivered to %s that need SSE-S3", b.Instance.Address())
		case g.LetsIn != "" && (!newKey || !g.OnlyCloudFrontLogs):
			return whyLetsIn.Refuse("others than its owner are let into %s, or may be, by %s", b.Instance.Address(), g.LetsIn)
		case g.ReceivesLogs == tri.Unknown:
			return WhyLogs.Refuse("logs may be delivered to %s that need SSE-S3", b.Instance.Address())
		}
	}
	return nil
}

// notLoaded raises a doubt where a use is a call of a module that isn't loaded: what it does with
// the bucket isn't in the code. Of others it returns false.
func (f found) notLoaded(d *lint.Doubts) bool {
	by := f.use.By
	if by.Type != "module" {
		return false
	}
	if _, loaded := f.in.files.Called(strings.TrimPrefix(by.Address, "module.")); loaded {
		return false
	}
	whyNotLoaded.Raise(d, "module.%s at %s isn't loaded, and may use the bucket", by.Label, by.Range)
	return true
}

func inUse(use usage.Use) error {
	return whyUsed.Refuse("the bucket may be used by %s at %s", use.By.Type, use.By.Range)
}

// logged reports whether a trail logs what happens to the bucket, rather than logging
// to it.
func logged(use usage.Use) bool {
	return use.By.Type == "aws_cloudtrail" && (use.In == "event_selector" || use.In == "advanced_event_selector")
}
