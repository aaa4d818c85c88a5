package remedy

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"

// Reasons are those of this package, why something isn't fixed. What there is to say of the
// place is said where a reason is given.
var Reasons = []*lint.Reason{
	whyOldVersions, whyUnknownVersions, whyObjectPermissions, whyPerInstance, whyWrittenElsewhere,
	whyManagedElsewhere, whyAdopted, whyNoName, whyTierKeyUnfit, whyKeyUsers, whyCycle,
	whyCalledModule, whyKeyPolicyUnfit, whySameName, whyOverHTTP,
	whyPolicyElsewhere, whyAskingSSES3, whyState, whyInvalidPolicy, whySwitchedOff,
	whyPolicyForm, whySharedDocument, whyTrailFull, whyOtherRegion, whyLetsIn,
	WhyLogs, whyUsed, whyBounded, whyInputs, whyExempt, WhyLockedOut,
	whyKeyUnknown, WhyDecided, whyService, whyOtherKey,
}

// Doubts are those of this package: why a fix is unsafe.
var Doubts = []*lint.Doubt{whyCallers, whyHandedOut, whyNotLoaded, whyUnknownPrincipal, whyReplicated, whyRole, whyIAM}

// What they mean: docs/fixes.md.
var (
	whyOldVersions = &lint.Reason{
		Name: "the versions in use don't know it",
		Text: "`required_providers` or `required_version` admit versions that don't know the argument or the form of the block. Raise them if they are older than what you use.",
	}
	whyUnknownVersions = &lint.Reason{
		Name: "the versions in use aren't known",
		Text: "What would be written depends on the version of the AWS provider or of Terraform, and the code doesn't say which ones it is for. Add `required_providers` with a version constraint.",
	}
	whyObjectPermissions = &lint.Reason{
		Name: "a permission depends on objects",
		Text: "A policy in this directory has a condition on `kms:EncryptionContext:aws:s3:arn`. With a bucket key that is the bucket's ARN, no longer the object's. Let the permission name the bucket, then enable the bucket key.",
	}
	whyPerInstance = &lint.Reason{
		Name: "the place differs by instance",
		Text: "The provider configuration or the region is another one for each instance, so one new block can't be for all. Write it by hand.",
	}
	whyWrittenElsewhere = &lint.Reason{
		Name: "it is written elsewhere",
		Text: "The value stands in an override file, in another block, in a local or variable that something else reads too, or in an argument that isn't a literal. Change it where it is written.",
	}
	whyManagedElsewhere = &lint.Reason{
		Name: "it is managed elsewhere",
		Text: "A `removed` block or `ignore_changes` says that this is no longer, or never was, this configuration's to manage.",
	}
	whyAdopted = &lint.Reason{
		Name: "the bucket is adopted",
		Text: "An `import` block adopts the bucket, which may have settings that no block here says, and that a new one would replace. Import those as well, then lint again.",
	}
	whyNoName = &lint.Reason{
		Name: "no name is free",
		Text: "A hundred names for the new block are taken. Write it by hand.",
	}
	whyTierKeyUnfit = &lint.Reason{
		Name: "the tier's kms_key doesn't serve here",
		Text: "The `kms_key` of the tier in `.tflint.hcl` names nothing in this module, isn't surely a key of the bucket's region, or serves another tier. Name another, or leave it out: then a key of this module is used, or made.",
	}
	whyKeyUsers = &lint.Reason{
		Name: "the tier's key_users don't serve here",
		Text: "The `key_users` of the tier in `.tflint.hcl` refer to something that this module doesn't have, or has several of. Name principals of this module, or ARNs.",
	}
	whyCycle = &lint.Reason{
		Name: "the reference would be a cycle",
		Text: "What would be referred to depends on the block that would refer to it, perhaps through others, and Terraform refuses cycles. Break the dependency first.",
	}
	whyCalledModule = &lint.Reason{
		Name: "it is in a called module",
		Text: "The bucket, its policy or its key is in a module, and what has to be searched or written is there. Change the module, or run tflint in its directory.",
	}
	whyKeyPolicyUnfit = &lint.Reason{
		Name: "the old key's permissions can't be passed on",
		Text: "Buckets that leave a shared key get one with the same policy, so that nobody gains or loses. Here that policy names the key itself, or a grant, an alias or an IAM statement does. Make the new key and its policy by hand.",
	}
	whySameName = &lint.Reason{
		Name: "two blocks have one bucket",
		Text: "Another block of the module has a bucket of the same name. S3 keeps one policy and one encryption configuration for a bucket.",
	}
	whyCallers = &lint.Doubt{
		Name: "callers may configure the bucket",
		Text: "The module is made to be called, as far as its files show (no backend, no configured provider, no values of variables), and hands the bucket out or is handed its name. A caller may have its policy or configuration already, and a second one would replace it. If it has not, add the block by hand, where the bucket is. If nobody calls the directory, name it in `roots`.",
	}
	whyHandedOut = &lint.Doubt{
		Name: "callers may read over plain HTTP",
		Text: "The module is made to be called, as far as its files show, and an output hands out the bucket's domain name, from which a caller may read over plain HTTP. See that none does. If nobody calls the directory, name it in `roots`.",
	}
	whyNotLoaded = &lint.Doubt{
		Name: "a module that isn't loaded may use the bucket",
		Text: "A module that tflint hasn't loaded is handed the bucket, and may give it a policy, use it without a right on a new key, upload with `AES256`, or read it over plain HTTP. Load it: `terraform init`, and `call_module_type = \"all\"` in `.tflint.hcl`.",
	}
	whyUnknownPrincipal = &lint.Doubt{
		Name: "a principal that isn't known is let in",
		Text: "The bucket policy lets somebody in whom a variable or a module that isn't loaded names. If that is a principal of this account, a new key admits it; one of another account would need rights on the key as well.",
	}
	whyReplicated = &lint.Doubt{
		Name: "the bucket is replicated",
		Text: "Objects under a key of KMS are replicated only where the rule has `sse_kms_encrypted_objects`, the destination a key, and the role rights on both; else they are left out, without an error. See to that first.",
	}
	whyIAM = &lint.Doubt{
		Name: "IAM may give rights on the old key",
		Text: "The policy of the shared key leaves it to IAM who may use it. A new key has the same policy, but a statement of IAM elsewhere may name the old key's ARN, and gives no right on the new one. Look for such statements first.",
	}
	whyRole = &lint.Doubt{
		Name: "what the role may do isn't known",
		Text: "The role of a replication needs `kms:Decrypt` on the key of the source and `kms:Encrypt` on that of the destination, with bucket keys `kms:Decrypt` on both. Without, objects fail to be replicated instead of being left out. See that it has them, also where it is another configuration's.",
	}
	whyOverHTTP = &lint.Reason{
		Name: "somebody may read over plain HTTP",
		Text: "A website, a distribution, another provider or anonymous readers whom the policy or an ACL lets in may come over plain HTTP. Move them to HTTPS (an origin access control in front of a website), then deny plain HTTP.",
	}
	whyPolicyElsewhere = &lint.Reason{
		Name: "the policy may be kept elsewhere",
		Text: "Something that uses the bucket works only with a bucket policy, and there is none here, so it is kept elsewhere, and a new one would take its place. Add the statement there.",
	}
	whyAskingSSES3 = &lint.Reason{
		Name: "somebody may ask for SSE-S3",
		Text: "An upload in this configuration asks for `AES256`, or may: an object, a trail without a key, a setting of Athena, Glue, EMR or Redshift, a statement that demands the header. Let it ask for nothing, which gets the bucket's default, or for that.",
	}
	whyOtherKey = &lint.Reason{
		Name: "somebody may name another key",
		Text: "An upload in this configuration names a key that isn't surely the bucket's, or asks for `aws:kms` and names none, as CodeBuild, CodePipeline and canaries do by themselves; or somebody is let in who may. Let it name no encryption, which gets the bucket's key, or that key by its ARN.",
	}
	whyState = &lint.Reason{
		Name: "the bucket may hold Terraform's state",
		Text: "Terraform writes its state with `AES256` or without a header unless the backend has a `kms_key_id`. Set that, then add the statement.",
	}
	whyInvalidPolicy = &lint.Reason{
		Name: "the policy is invalid",
		Text: "Two statements have the same Sid, which S3 refuses, or the provider does. Give each its own.",
	}
	whySwitchedOff = &lint.Reason{
		Name: "the statement is switched off",
		Text: "The policy has such a statement in a `dynamic` block or a list that is empty now: a decision. Switch it on.",
	}
	whyPolicyForm = &lint.Reason{
		Name: "the policy isn't written out here",
		Text: "The policy comes from a file, a template, a variable or a module, is put together from several, or stands in the bucket's own block, which can't refer to itself. Add the statement where it is written.",
	}
	whySharedDocument = &lint.Reason{
		Name: "the policy is shared",
		Text: "The document or local that has the statements is referred to elsewhere as well. Give this bucket a document of its own, or add the statement by hand for all.",
	}
	whyTrailFull = &lint.Reason{
		Name: "the trail's selectors can't take it",
		Text: "There isn't just one trail, its selectors are dynamic or full, or it delivers to the bucket itself and would log its own deliveries.",
	}
	whyOtherRegion = &lint.Reason{
		Name: "it may be of another region or account",
		Text: "The trail or key is made by another provider configuration, or in another region, than the bucket.",
	}
	whyLetsIn = &lint.Reason{
		Name: "others than the owner are let in",
		Text: "A policy, an ACL or an access point lets somebody in, or may, who would need rights on a new key as well. Make the key by hand, with a policy that has them.",
	}
	WhyLogs = &lint.Reason{
		Name: "logs are delivered that need SSE-S3",
		Text: "Server access logs and those of load balancers and Redshift can be delivered, or be relied on, under SSE-S3 only. Leave the bucket under SSE-S3.",
	}
	whyService = &lint.Reason{
		Name: "a service needs a statement in the key",
		Text: "An AWS service comes to the bucket as itself, and needs a statement in the policy of the key. A new key gets it where the bucket policy lets the service in as AWS documents it: Config, delivered logs, S3 Inventory and CloudFront with origin access control, bound to an account or a source. A key that is there gets none. Add the statement, then lint again.",
	}
	whyUsed = &lint.Reason{
		Name: "somebody may use the bucket",
		Text: "Something in this configuration reads or writes the bucket, and it isn't certain that it could use a new key, or uploads with the header that would be demanded. Make the change by hand, with the permissions.",
	}
	whyBounded = &lint.Reason{
		Name: "permissions may be bounded",
		Text: "A `permissions_boundary` of a role or user here, or a statement of IAM that denies `kms` actions, may keep those who use the bucket from a new key, whatever its policy says. See that it lets them use the key through S3, then make the key by hand.",
	}
	whyInputs = &lint.Reason{
		Name: "with other inputs it would be wrong",
		Text: "It is right for the inputs that there are, and a variable could make it wrong: the algorithm, the key, a configuration or a policy that `count`, `for_each` or a conditional decides.",
	}
	whyExempt = &lint.Reason{
		Name: "somebody is exempt on purpose",
		Text: "The policy has the statement, and it exempts somebody by name. That is a decision.",
	}
	WhyLockedOut = &lint.Reason{
		Name: "the policy denies what has to work",
		Text: "The bucket policy refuses uploads or reads that the fix counts on, or every upload. Mend that first.",
	}
	whyKeyUnknown = &lint.Reason{
		Name: "the key isn't known",
		Text: "No expression names the bucket's key for certain, whatever the inputs. Name the key by a reference to it.",
	}
	WhyDecided = &lint.Reason{
		Name: "what is meant isn't known",
		Text: "Something is written that can't be meant so, or that somebody has chosen. Only its author can tell.",
	}
)
