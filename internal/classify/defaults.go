package classify

// defaultKeys are the tag keys whose value is a classification, normalised.
var defaultKeys = []string{
	"data classification", "classification", "data class", "data sensitivity", "sensitivity", "confidentiality",
	"security classification", "information classification",
}

// defaultTiers are the tiers without configuration, most sensitive first.
var defaultTiers = []TierConfig{
	{
		Name: "restricted", Sensitive: true,
		Values: []string{
			"restricted", "highly confidential", "strictly confidential", "secret", "top secret", "regulated",
			"pii", "pid", "pcd", "personal", "personal data", "personal confidential data", "phi", "ephi", "hipaa", "health",
			"pci", "pci dss", "cardholder", "cardholder data", "financial", "critical", "high",
		},
	},
	{
		Name: "confidential", Sensitive: true,
		Values: []string{"confidential", "sensitive", "private", "official sensitive"},
	},
	{
		Name:   "internal",
		Values: []string{"internal", "internal only", "internal use", "internal use only", "official", "proprietary", "medium"},
	},
	{
		Name:   "public",
		Values: []string{"public", "open", "unrestricted", "non sensitive", "unclassified", "none", "low"},
	},
}

// flagKeys are the keys of tags that say yes or no, and the word that a yes
// stands for.
var flagKeys = map[string]string{
	"pii": "pii", "phi": "phi", "pci": "pci", "contains pii": "pii", "contains phi": "phi", "has pii": "pii",
	"sensitive": "sensitive", "sensitive data": "sensitive", "protect sensitive data": "sensitive",
	"protects sensitive data": "sensitive", "contains sensitive data": "sensitive",
}

// flagTier is the tier that stands behind a flag's word if the configuration
// took the word away from the default tiers.
var flagTier = map[string]string{"pii": "restricted", "phi": "restricted", "pci": "restricted", "sensitive": "confidential"}

// typeKeys are the keys of tags whose value may be the word of a tier, and says
// nothing if it is none.
var typeKeys = []string{"data type", compliance, "data category"}

// compliance is the key of the tag that says which regulation data is under. What
// else the tags of a resource say goes before it, and on everything in an account
// it is about a programme of the account, not about the data of one resource.
const compliance = "compliance"

// silent are values of type tags that are words of a tier by chance: data of no
// type isn't data for everybody.
var silent = map[string]bool{"none": true}

// placeholders are values of tags that nobody has filled in yet.
var placeholders = map[string]bool{
	"n/a": true, "na": true, "not applicable": true, "tbd": true, "tba": true, "todo": true, "unknown": true, "undefined": true, "null": true,
}

// formats are the values that AWS Glue and Athena give a tag or parameter named
// "classification": the format of data, not its classification (AWS Glue
// Developer Guide, "Data format options").
var formats = map[string]bool{
	"parquet": true, "json": true, "orc": true, "csv": true, "tsv": true, "avro": true, "xml": true, "ion": true, "grok": true, "groklog": true,
	"text": true, "unknown": true, "delta": true, "iceberg": true, "hudi": true,
}
