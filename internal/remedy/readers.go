package remedy

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// passes are the block types of which others that read over plain HTTP have what they refer to.
var passes = regexp.MustCompile(`^(aws_s3_bucket_\w+|aws_s3_access_point|aws_s3_object|data\.aws_s3_bucket|data\.template_file|terraform_data|null_resource)$`)

// handed is what becomes of a bucket that is handed on.
type handed struct {
	reader string // who reads over plain HTTP, "" for nobody
	module string // which module may that isn't loaded, "" for none
	output string // of the root, by which its callers may
}

// readersIn returns the walk to those who may read over plain HTTP.
func (u *users) readersIn() *walk {
	if u.readers == nil {
		u.readers = newWalk(u.modules, func(b *usage.Block) bool { return passes.MatchString(b.Type) }, func(use usage.Use) bool { return use.Scheme != usage.Other })
	}
	return u.readers
}

// readersOf says who may read what has an address, or one of some names, over plain HTTP.
func (u *users) readersOf(address string, names []string) *handed {
	return u.handed(u.readersIn().of(address, names))
}

// handed says who may read over plain HTTP by some uses.
func (u *users) handed(uses []found) *handed {
	h := &handed{}
	for _, f := range uses {
		why, surely := f.readsPlain()
		if surely {
			return &handed{reader: why}
		}
		h.module = cmp.Or(h.module, why)
		if name := f.use.By.Label; f.handsOutHost() && !u.root && (h.output == "" || name < h.output) {
			h.output = name
		}
	}
	return h
}

// handsOutHost reports whether an output of the root hands out the host name of a bucket.
func (f found) handsOutHost() bool {
	return f.use.By.Type == "output" && f.in == f.in.modules.root && f.use.Scheme != usage.Other && (f.form == usage.Host || f.form == usage.Whole)
}

// website are the attributes of a bucket's website, which has no TLS.
var website = regexp.MustCompile(`(^|\.)website_(endpoint|domain)$`)

// readsPlain says who may read over plain HTTP by this place, "" for nobody, and whether the code says so, rather than a
// module that isn't loaded.
func (f found) readsPlain() (why string, surely bool) {
	by := f.use.By
	if f.use.Scheme == usage.Plain && f.form == usage.Host || website.MatchString(f.use.Attr) {
		return fmt.Sprintf("%s at %s asks for the bucket over plain HTTP", by.Type, by.Range), true
	}
	switch by.Type {
	case usage.Local, "variable", "output":
	case "module":
		if known, _ := f.wellKnown(); !known { // those configure buckets and keys
			return f.in.readsUnloaded(f.use, f.form)
		}
	case usage.JSON:
		why = f.in.readsJSON(f.use, f.form)
	default:
		why = f.in.reads(f.use, f.form)
	}
	return why, why != ""
}
