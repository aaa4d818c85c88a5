package s3

import (
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Trail is an instance of aws_cloudtrail.
type Trail struct {
	// Instance is the resource instance.
	Instance *terraform.Instance
	// Logs says whether the trail is switched on.
	Logs tri.Answer
	// Selectors and Advanced are its event_selector and advanced_event_selector
	// blocks. With neither it logs management events only.
	Selectors, Advanced []*terraform.Block

	selections []*selection // of object events
}

// MayDeliverTo reports whether the trail may deliver to a bucket, with these inputs or
// with others, of which the code tells by naming the bucket.
func (t *Trail) MayDeliverTo(b *Bucket) bool {
	target := t.Instance.Argument("s3_bucket_name")
	named := references{}
	if !target.Refers() {
		named.keepBuckets(target.References())
	}
	return b.Named(target) != tri.No || named[b.reference()]
}

// TrailBeside reports whether there is a trail that doesn't surely deliver to a bucket: one that does would log its own
// writing.
func (inv *Inventory) TrailBeside(b *Bucket) bool {
	return slices.ContainsFunc(inv.Trails, func(t *Trail) bool { return b.Named(t.Instance.Argument("s3_bucket_name")) != tri.Yes })
}

// addTrails reads the trails.
func (inv *Inventory) addTrails() {
	for inst := range instances(inv.Module, "aws_cloudtrail") {
		on := inst.Argument("enable_logging")
		t := &Trail{
			Instance:  inst,
			Logs:      on.Null().Or(on.Is("true")),
			Selectors: inst.Blocks("event_selector"),
			Advanced:  inst.Blocks("advanced_event_selector"),
		}
		for _, selector := range t.Selectors {
			for _, data := range selector.Blocks("data_resource") {
				t.selections = append(t.selections, inv.newSelection(data.Argument("values"), data.Exists.And(data.Argument("type").Is(objectEvents))))
			}
		}
		t.selections = append(t.selections, inv.advanced(t.Advanced)...)
		if inst.Resource.Ignores("event_selector") || inst.Resource.Ignores("advanced_event_selector") {
			t.selections = append(t.selections, &selection{exists: tri.Unknown, all: true}) // what is in force isn't written here
		}
		inv.Trails = append(inv.Trails, t)
	}
	for inst := range instances(inv.Module, "aws_cloudtrail_event_data_store") {
		inv.stores = append(inv.stores, inv.advanced(inst.Blocks("advanced_event_selector"))...)
	}
}

// LogsObjects says whether a trail or an event data store that is managed here
// logs object events of a bucket, all or, for Yes, at least some of them. A called
// module that isn't loaded and is handed the bucket may do so as well.
func (inv *Inventory) LogsObjects(b *Bucket) tri.Answer {
	logs := tri.No
	if inv.index.mayBeHanded(b) {
		logs = tri.Unknown
	}
	for _, t := range inv.Trails {
		for _, s := range t.selections {
			logs = logs.Or(t.Logs.And(s.covers(b)))
		}
	}
	for _, s := range inv.stores {
		logs = logs.Or(s.covers(b))
	}
	return logs
}

// objectEvents is the resource type of object events.
const objectEvents = "AWS::S3::Object"

// advanced reads advanced event selectors.
func (inv *Inventory) advanced(selectors []*terraform.Block) []*selection {
	var out []*selection
	for _, selector := range selectors {
		out = append(out, inv.newAdvanced(selector))
	}
	return out
}

// newAdvanced reads an advanced event selector. One that selects by name, or by
// what it excludes, may select anything.
func (inv *Inventory) newAdvanced(selector *terraform.Block) *selection {
	certain, category, typ := selector.Exists, tri.No, tri.No
	s := &selection{all: true}
	for _, field := range selector.Blocks("field_selector") {
		name, known := field.Argument("field").Text()
		starts := field.Argument("starts_with")
		switch {
		case !known || field.Exists != tri.Yes:
			certain, category, typ = tri.Unknown, tri.Yes, tri.Yes
		case name == "eventCategory":
			category = category.Or(anyOf(field.Argument("equals"), "Data"))
		case name == "resources.type":
			typ = typ.Or(anyOf(field.Argument("equals"), objectEvents))
		case name == "readOnly":
			// Reads or writes are better than nothing.
		case name == "resources.ARN" && starts.Null() == tri.No:
			s = inv.newSelection(starts, tri.Yes)
		default:
			certain = certain.And(tri.Unknown)
		}
	}
	s.exists = certain.And(category).And(typ)
	return s
}

// anyOf says whether a list has a text.
func anyOf(list terraform.Value, text string) tri.Answer {
	if list.Null() == tri.Yes {
		return tri.No
	}
	if !list.Definite() {
		return tri.Unknown
	}
	return tri.Of(slices.ContainsFunc(listOf(list), func(v terraform.Value) bool { return v.Is(text) == tri.Yes }))
}

// ManagesTrail reports whether the configuration surely has a trail.
func (inv *Inventory) ManagesTrail() bool {
	for _, t := range inv.Trails {
		if !t.Instance.Symbolic {
			return true
		}
	}
	return false
}

// OnlyTrail returns the trail if there is just one and it is surely on, else nil:
// which of several a bucket belongs to is somebody's decision.
func (inv *Inventory) OnlyTrail() *Trail {
	blocks := 0
	for range inv.Module.Tree("aws_cloudtrail") {
		blocks++ // one without instances now as well
	}
	if blocks != 1 || len(inv.Trails) != 1 || inv.Trails[0].Logs != tri.Yes || inv.Trails[0].Instance.Resource.Repetition() != terraform.Single {
		return nil
	}
	return inv.Trails[0]
}
