package s3

import (
	"slices"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// General returns the inventory of the same module where nothing is known of its
// inputs: what is sure there is so whatever they are. Findings go by the inputs that
// there are; a fix stays when they change, so it may rest on this one only.
func (inv *Inventory) General() *Inventory {
	if inv.general == nil {
		inv.general = inv
		if m := inv.Module.General(); m != inv.Module {
			inv.general = take(m, inv.scheme, inv.tiers, true)
			inv.general.general = inv.general
		}
	}
	return inv.general
}

// General returns what the bucket is where nothing is known of the inputs: one bucket
// that stands for all of its block where their number isn't known then, and none where
// it isn't known what there is.
func (b *Bucket) General() []*Bucket {
	general := b.inventory.General()
	if general == b.inventory {
		return []*Bucket{b}
	}
	if general.bucketsOf == nil {
		general.bucketsOf = newTwins(general.Buckets, (*Bucket).instance)
	}
	return general.bucketsOf.of(b.Instance)
}

// Always reports whether the bucket passes a test whatever the inputs are.
func (b *Bucket) Always(test func(*Bucket) bool) bool {
	return test(b) && every(b.General(), test)
}

func (b *Bucket) instance() *terraform.Instance { return b.Instance }

// Always reports whether the key passes a test whatever the inputs are.
func (k *Key) Always(test func(*Key) bool) bool {
	if !test(k) {
		return false
	}
	general := k.inventory.General()
	if general == k.inventory {
		return true
	}
	if general.keysOf == nil {
		general.keysOf = newTwins(general.Keys, (*Key).instance)
	}
	return every(general.keysOf.of(k.Instance), test)
}

func (k *Key) instance() *terraform.Instance { return k.Instance }

// twins finds what stands for something in the inventory where nothing is known of the
// inputs.
type twins[T any] struct {
	blocks    map[terraform.Code][]T
	instances map[twin]T
}

// twin is an instance of a block.
type twin struct {
	code    terraform.Code
	address string
}

func newTwins[T any](all []T, of func(T) *terraform.Instance) *twins[T] {
	t := &twins[T]{map[terraform.Code][]T{}, map[twin]T{}}
	for _, one := range all {
		inst := of(one)
		code := inst.Resource.Code()
		t.blocks[code] = append(t.blocks[code], one)
		t.instances[twin{code, inst.Address().String()}] = one
	}
	return t
}

// of returns the one of the same address, else all of the same block.
func (t *twins[T]) of(inst *terraform.Instance) []T {
	code := inst.Resource.Code()
	if one, ok := t.instances[twin{code, inst.Address().String()}]; ok {
		return []T{one}
	}
	return t.blocks[code]
}

// every reports whether there are some, and all pass a test.
func every[T any](all []T, test func(T) bool) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(one T) bool { return !test(one) })
}

// SureDefault is Default if it surely exists wherever the bucket does, else nil.
func (b *Bucket) SureDefault() *Default {
	d := b.Default()
	if d == nil || !d.Encryption.Instance.ExistsWith(b.Instance) {
		return nil
	}
	return d
}

// DefaultsToKMS reports whether the bucket surely encrypts with KMS by default.
func (b *Bucket) DefaultsToKMS() bool {
	d := b.SureDefault()
	return d != nil && d.Algorithm.Is(SSEKMS, DSSEKMS) == tri.Yes
}

// AlwaysKMS reports whether the bucket encrypts with KMS by default whatever the
// inputs are.
func (b *Bucket) AlwaysKMS() bool { return b.Always((*Bucket).DefaultsToKMS) }

// KeepsDefault reports whether the bucket has the same algorithm and kind of key by
// default whatever the inputs are.
func (b *Bucket) KeepsDefault() bool {
	d := b.SureDefault()
	if d == nil {
		return false
	}
	algorithm, known := d.Algorithm.Text()
	return known && b.Always(func(g *Bucket) bool {
		always := g.SureDefault()
		return always != nil && always.Algorithm.Is(algorithm) == tri.Yes && always.Key.Kind == d.Key.Kind
	})
}

// KeyExpression returns an expression of the ARN of the bucket's default key that names
// it whatever the inputs are, and for every instance of the bucket's block; "" if there
// is none.
func (b *Bucket) KeyExpression() string {
	expr := b.keyExpression()
	if expr == "" || !b.Always(func(g *Bucket) bool { return g.keyExpression() == expr }) {
		return ""
	}
	return expr
}

// keyExpression is KeyExpression for the inputs that there are.
func (b *Bucket) keyExpression() string {
	d := b.SureDefault()
	if d == nil || d.Key.Kind != CustomerKey {
		return ""
	}
	key := d.Key.Key
	_, text := d.KeyID.Text()
	switch {
	case key == nil && text && d.KeyARN() != "":
		return strconv.Quote(d.KeyARN())
	case key == nil || text:
		return "" // a text doesn't make sure that what it names is there
	case !key.Instance.Resource.Module.IsRoot():
		return "" // out of reach
	case key.Instance.Symbolic || d.KeyID.Symbolic():
		return ""
	case key.Instance.Resource.Repetition() != terraform.Single && b.Instance.Resource.Repetition() != terraform.Single:
		return "" // each instance may have its own
	}
	return key.Instance.Address().String() + ".arn"
}
