package s3

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Trail is an instance of aws_cloudtrail.
type Trail struct {
	// Instance is the resource instance.
	Instance *terraform.Instance
	// Logs says whether the trail is switched on.
	Logs terraform.Verdict
	// Selectors and Advanced are its event_selector and advanced_event_selector
	// blocks. With neither it logs management events only.
	Selectors, Advanced []*terraform.Block
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
		inv.Trails = append(inv.Trails, t)
	}
}

// LogsObjects says whether a trail or an event data store that is managed here
// logs object events of a bucket, all or, for Yes, at least some of them.
func (inv *Inventory) LogsObjects(b *Bucket) terraform.Verdict {
	logs := terraform.No
	for _, t := range inv.Trails {
		logs = logs.Or(t.Logs.And(inv.covers(t, b)))
	}
	for inst := range instances(inv.Module, "aws_cloudtrail_event_data_store") {
		for _, block := range inst.Blocks("advanced_event_selector") {
			logs = logs.Or(block.Exists.And(inv.advancedCovers(block, b)))
		}
	}
	return logs
}

// covers says whether a trail that is on logs object events of a bucket.
func (inv *Inventory) covers(t *Trail, b *Bucket) terraform.Verdict {
	covers := terraform.No
	for _, selector := range t.Selectors {
		for _, data := range selector.Blocks("data_resource") {
			covers = covers.Or(data.Exists.And(data.Argument("type").Is(objectEvents)).And(inv.anyValue(data.Argument("values"), b)))
		}
	}
	for _, selector := range t.Advanced {
		covers = covers.Or(selector.Exists.And(inv.advancedCovers(selector, b)))
	}
	return covers
}

// objectEvents is the resource type of object events.
const objectEvents = "AWS::S3::Object"

// advancedCovers says whether an advanced event selector selects object events of a
// bucket. Selectors by name or by what excludes resources may select anything.
func (inv *Inventory) advancedCovers(selector *terraform.Block, b *Bucket) terraform.Verdict {
	covers := terraform.Yes
	category, typ := terraform.No, terraform.No
	for _, field := range selector.Blocks("field_selector") {
		if field.Exists != terraform.Yes {
			return terraform.Unknown
		}
		name, known := field.Argument("field").Text()
		switch {
		case !known:
			return terraform.Unknown
		case name == "eventCategory":
			category = category.Or(anyOf(field.Argument("equals"), "Data"))
		case name == "resources.type":
			typ = typ.Or(anyOf(field.Argument("equals"), objectEvents))
		case name == "readOnly":
			// Reads or writes are better than nothing.
		case name == "resources.ARN" && field.Argument("starts_with").Written():
			covers = covers.And(inv.anyValue(field.Argument("starts_with"), b))
		default:
			covers = covers.And(terraform.Unknown)
		}
	}
	return covers.And(category).And(typ)
}

// anyOf says whether a list has a text.
func anyOf(list terraform.Value, text string) terraform.Verdict {
	if list.Null() == terraform.Yes {
		return terraform.No
	}
	if !list.Definite() {
		return terraform.Unknown
	}
	if slices.ContainsFunc(listOf(list), func(v terraform.Value) bool { return v.Is(text) == terraform.Yes }) {
		return terraform.Yes
	}
	return terraform.No
}

// anyValue says whether one of the values of a selector selects objects of a
// bucket. A value is the beginning of ARNs ("arn:aws:s3" is every bucket); one
// that goes on behind the bucket selects a part of it, which may be what matters.
func (inv *Inventory) anyValue(list terraform.Value, b *Bucket) terraform.Verdict {
	if list.Null() == terraform.Yes {
		return terraform.No
	}
	values := listOf(list)
	if values == nil && !list.Definite() {
		return terraform.Unknown
	}
	selects := terraform.No
	for _, v := range values {
		selects = selects.Or(inv.selects(v, b))
	}
	return selects
}

func (inv *Inventory) selects(v terraform.Value, b *Bucket) terraform.Verdict {
	text, known := inv.arnText(v)
	if !known {
		return terraform.Unknown
	}
	_, rest, ofBucket := strings.Cut(text, ":::")
	if !ofBucket {
		return yesIf(strings.HasPrefix(bucketARN, text))
	}
	name, part, slash := strings.Cut(rest, "/")
	certain := b.nameIsCertain() && !terraform.MadeUp(text) && !v.Symbolic()
	switch {
	case slash && name == b.id && part == "", !slash && (rest == "" || rest == b.id):
		return terraform.Yes
	case slash && name == b.id:
		return terraform.Unknown // a part of it
	case !slash && strings.HasPrefix(b.id, rest) && certain:
		return terraform.Yes // and of other buckets whose names begin like this
	case certain, slash && inv.bucketNames().id(name) && !v.Symbolic():
		return terraform.No
	}
	return terraform.Unknown
}

func yesIf(sure bool) terraform.Verdict {
	if sure {
		return terraform.Yes
	}
	return terraform.Unknown
}

// arnText returns the text of an ARN, with the stand-in of a bucket in place of its
// name where that isn't known and is written as the bucket's name is.
func (inv *Inventory) arnText(v terraform.Value) (string, bool) {
	if text, known := v.Name(); known {
		return text, true
	}
	var pieces []piece
	for _, p := range v.Pieces() {
		if p.Known() {
			pieces = append(pieces, piece{text: p.Text})
		} else {
			pieces = append(pieces, piece{value: &p.Value})
		}
	}
	pieces = joined(inv.bucketNames().substitute(pieces, nil))
	if len(pieces) != 1 || pieces[0].value != nil {
		return "", false
	}
	return pieces[0].text, true
}

// bucketNames recognises the names of the buckets.
func (inv *Inventory) bucketNames() *bucketNames {
	if inv.names == nil {
		inv.names = &bucketNames{buckets: inv.Buckets}
	}
	return inv.names
}

// listOf returns the elements of a list, nil if it isn't known.
func listOf(v terraform.Value) []terraform.Value {
	if f := v.Form(); f.Kind == terraform.ListForm {
		return f.Parts // they keep the expressions of what isn't known
	}
	var out []terraform.Value
	for _, element := range elements(v.Cty) {
		out = append(out, terraform.Value{Cty: element})
	}
	return out
}
