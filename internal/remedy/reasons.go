package remedy

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"

// Why something isn't fixed. What there is to say of the place is said where a reason is given.
var (
	OldVersions       = &lint.Reason{Name: "the versions in use don't know it", Advice: "raise the versions in required_providers and required_version"}
	UnknownVersions   = &lint.Reason{Name: "the versions in use aren't known", Advice: "say in required_providers and required_version which ones the code is for"}
	ObjectPermissions = &lint.Reason{Name: "a permission depends on objects", Advice: "let the permission name the bucket's ARN as encryption context"}
	PerInstance       = &lint.Reason{Name: "the place differs by instance", Advice: "write the block for each provider or region by hand"}
	WrittenElsewhere  = &lint.Reason{Name: "it is written elsewhere", Advice: "change it where it is written"}
	ManagedElsewhere  = &lint.Reason{Name: "it is managed elsewhere", Advice: "change it where it is managed"}
	Adopted           = &lint.Reason{Name: "the bucket is adopted", Advice: "import its settings as well, then lint again"}
	NoName            = &lint.Reason{Name: "no name is free"}
	TierKeyUnfit      = &lint.Reason{Name: "the tier's kms_key doesn't serve here", Advice: "name a key of this module in the tier's kms_key, or leave it out"}
	Cycle             = &lint.Reason{Name: "the reference would be a cycle"}
	CalledModule      = &lint.Reason{Name: "it is in a called module", Advice: "change the module, or lint its directory"}
	KeyPolicyUnfit    = &lint.Reason{Name: "the old key's permissions can't be passed on", Advice: "make the new key and its policy by hand"}
	SameName          = &lint.Reason{Name: "two blocks have one bucket"}
	Callers           = &lint.Reason{Name: "callers may configure the bucket", Advice: "add it where the bucket's other settings are"}
	OverHTTP          = &lint.Reason{Name: "somebody may read over plain HTTP", Advice: "let them use HTTPS first"}
	PolicyElsewhere   = &lint.Reason{Name: "the policy may be kept elsewhere", Advice: "add the statement to that policy"}
	AskingSSES3       = &lint.Reason{Name: "somebody may ask for SSE-S3", Advice: "let them ask for nothing, or for the bucket's default"}
	State             = &lint.Reason{Name: "the bucket may hold Terraform's state", Advice: "set kms_key_id in the backend"}
	InvalidPolicy     = &lint.Reason{Name: "the policy is invalid", Advice: "give each statement a Sid of its own"}
	SwitchedOff       = &lint.Reason{Name: "the statement is switched off", Advice: "switch it on"}
	PolicyForm        = &lint.Reason{Name: "the policy isn't written out here", Advice: "add the statement where the policy is written"}
	SharedDocument    = &lint.Reason{Name: "the policy is shared", Advice: "give the bucket a document of its own"}
	TrailFull         = &lint.Reason{Name: "the trail's selectors can't take it", Advice: "change the selectors by hand"}
	OtherRegion       = &lint.Reason{Name: "it may be of another region or account"}
	LetsIn            = &lint.Reason{Name: "others than the owner are let in", Advice: "allow them the use of the key by hand"}
	Logs              = &lint.Reason{Name: "logs are delivered that need SSE-S3"}
	Used              = &lint.Reason{Name: "somebody may use the bucket", Advice: "allow them the use of the key by hand"}
	Inputs            = &lint.Reason{Name: "with other inputs it would be wrong"}
	Exempt            = &lint.Reason{Name: "somebody is exempt on purpose"}
	LockedOut         = &lint.Reason{Name: "the policy denies what has to work", Advice: "mend that first"}
	KeyUnknown        = &lint.Reason{Name: "the key isn't known"}
	Decided           = &lint.Reason{Name: "it is as somebody has decided"}
)
