package remedy

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"

// Why something isn't fixed. What there is to say of the place is said where a reason is given.
var (
	whyOldVersions       = &lint.Reason{Name: "the versions in use don't know it", Advice: "raise the versions in required_providers and required_version"}
	whyUnknownVersions   = &lint.Reason{Name: "the versions in use aren't known", Advice: "say in required_providers and required_version which ones the code is for"}
	whyObjectPermissions = &lint.Reason{Name: "a permission depends on objects", Advice: "let the permission name the bucket's ARN as encryption context"}
	whyPerInstance       = &lint.Reason{Name: "the place differs by instance", Advice: "write the block for each provider or region by hand"}
	whyWrittenElsewhere  = &lint.Reason{Name: "it is written elsewhere", Advice: "change it where it is written"}
	whyManagedElsewhere  = &lint.Reason{Name: "it is managed elsewhere", Advice: "change it where it is managed"}
	whyAdopted           = &lint.Reason{Name: "the bucket is adopted", Advice: "import its settings as well, then lint again"}
	whyNoName            = &lint.Reason{Name: "no name is free"}
	whyTierKeyUnfit      = &lint.Reason{Name: "the tier's kms_key doesn't serve here", Advice: "name a key of this module in the tier's kms_key, or leave it out"}
	whyCycle             = &lint.Reason{Name: "the reference would be a cycle"}
	whyCalledModule      = &lint.Reason{Name: "it is in a called module", Advice: "change the module, or lint its directory"}
	whyKeyPolicyUnfit    = &lint.Reason{Name: "the old key's permissions can't be passed on", Advice: "make the new key and its policy by hand"}
	whySameName          = &lint.Reason{Name: "two blocks have one bucket"}
	whyCallers           = &lint.Reason{Name: "callers may configure the bucket", Advice: "add it where the bucket's other settings are"}
	whyOverHTTP          = &lint.Reason{Name: "somebody may read over plain HTTP", Advice: "let them use HTTPS first"}
	whyPolicyElsewhere   = &lint.Reason{Name: "the policy may be kept elsewhere", Advice: "add the statement to that policy"}
	whyAskingSSES3       = &lint.Reason{Name: "somebody may ask for SSE-S3", Advice: "let them ask for nothing, or for the bucket's default"}
	whyState             = &lint.Reason{Name: "the bucket may hold Terraform's state", Advice: "set kms_key_id in the backend"}
	whyInvalidPolicy     = &lint.Reason{Name: "the policy is invalid", Advice: "give each statement a Sid of its own"}
	whySwitchedOff       = &lint.Reason{Name: "the statement is switched off", Advice: "switch it on"}
	whyPolicyForm        = &lint.Reason{Name: "the policy isn't written out here", Advice: "add the statement where the policy is written"}
	whySharedDocument    = &lint.Reason{Name: "the policy is shared", Advice: "give the bucket a document of its own"}
	whyTrailFull         = &lint.Reason{Name: "the trail's selectors can't take it", Advice: "change the selectors by hand"}
	whyOtherRegion       = &lint.Reason{Name: "it may be of another region or account"}
	whyLetsIn            = &lint.Reason{Name: "others than the owner are let in", Advice: "allow them the use of the key by hand"}
	WhyLogs              = &lint.Reason{Name: "logs are delivered that need SSE-S3"}
	whyUsed              = &lint.Reason{Name: "somebody may use the bucket", Advice: "allow them the use of the key by hand"}
	whyInputs            = &lint.Reason{Name: "with other inputs it would be wrong"}
	whyExempt            = &lint.Reason{Name: "somebody is exempt on purpose"}
	WhyLockedOut         = &lint.Reason{Name: "the policy denies what has to work", Advice: "mend that first"}
	whyKeyUnknown        = &lint.Reason{Name: "the key isn't known"}
	WhyDecided           = &lint.Reason{Name: "it is as somebody has decided"}
)
