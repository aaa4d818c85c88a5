package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// joinWebsites finds out which buckets serve a website.
func (inv *Inventory) joinWebsites(j *join) {
	found := map[*Bucket]tri.Answer{}
	for inst := range instances(inv.Module, "aws_s3_bucket_website_configuration") {
		serves := tri.Yes
		for _, redirect := range inst.Blocks("redirect_all_requests_to") {
			serves = serves.And(redirect.Exists.Not())
		}
		for _, b := range j.find(inst.Argument("bucket")) {
			if old, twice := found[b]; twice && old != serves {
				serves = tri.Unknown
			}
			found[b] = serves
		}
	}
	for _, b := range inv.Buckets {
		b.ServesWebsite, b.WebsiteHere = j.possible(b), tri.Of(j.kept(b)).And(tri.Unknown)
		if serves, ok := found[b]; ok {
			b.ServesWebsite, b.WebsiteHere = serves, serves
		}
		for _, block := range b.Instance.Blocks("website") {
			redirects := block.Argument("redirect_all_requests_to").Null().Not()
			inline := block.Exists.And(redirects.Not())
			b.ServesWebsite, b.WebsiteHere = b.ServesWebsite.Or(inline), b.WebsiteHere.Or(inline)
		}
	}
}
