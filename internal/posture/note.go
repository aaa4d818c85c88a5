package posture

// Note is one message of the plugin about one directory: how it was inspected, a bucket or a key.
type Note struct {
	// Format is that of the package; its name tells a note from other messages.
	Format    int        `json:"s3_encryption_report"`
	Directory *Directory `json:"directory,omitempty"`
	Bucket    *Bucket    `json:"bucket,omitempty"`
	Key       *Key       `json:"key,omitempty"`
	Other     *Other     `json:"other,omitempty"`
}

// Other is something of which it isn't known to which bucket it belongs: an encryption
// configuration, an upload.
type Other struct {
	Directory string   `json:"directory"`
	Address   string   `json:"address"`
	Place     Place    `json:"place"`
	Answers   []Answer `json:"answers"`
}

// Directory is one inspection.
type Directory struct {
	// Path is relative to where tflint was started.
	Path string `json:"path"`
	// Version is that of the plugin.
	Version string `json:"version"`
	Preset  string `json:"preset"`
	// Fixing is set where files were being changed by --fix.
	Fixing bool `json:"fixing,omitempty"`
	// Rules are all rules, in their order.
	Rules []RuleInfo `json:"rules"`
	// Calls are the local directories whose modules were inspected from here as well.
	Calls []string `json:"calls,omitempty"`
	// NotLoaded are the calls of modules that tflint hasn't loaded.
	NotLoaded []string `json:"not_loaded,omitempty"`
	// Notes is how many notes of buckets, keys and others follow.
	Notes int `json:"notes"`
}

// RuleInfo is what a rule is, and whether it ran.
type RuleInfo struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Topic    Topic  `json:"topic"`
	Practice string `json:"practice"`
	// PracticeTitle is the title of the best practice.
	PracticeTitle string    `json:"practice_title"`
	Controls      []Control `json:"controls,omitempty"`
	// Severity is the base severity.
	Severity string `json:"severity"`
	Link     string `json:"link"`
	// State is "on", "off" where it isn't in the preset or is switched off, "failed" where it couldn't run.
	State string `json:"state"`
}

// Control is a control of a standard, as docs/standards.md has it.
type Control struct {
	Standard string `json:"standard"`
	ID       string `json:"id"`
}

// Place is where something is written.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
}

// Bucket is an instance of aws_s3_bucket.
type Bucket struct {
	// Directory is the path of the inspection that shows it.
	Directory string `json:"directory"`
	Address   string `json:"address"`
	// Name is the bucket's name, "" where it isn't known.
	Name  string `json:"name,omitempty"`
	Place Place  `json:"place"`
	Class Class  `json:"class"`
	// Facts are by topic: how it is by the text, whatever any rule asks.
	Facts map[Topic]Fact `json:"facts,omitempty"`
	// Answers are those of the rules, also of rules that are off.
	Answers []Answer `json:"answers,omitempty"`
}

// Class is the class of a bucket's data.
type Class struct {
	// Tier is "" where nothing says one.
	Tier      string `json:"tier,omitempty"`
	Rank      int    `json:"rank"`
	Sensitive bool   `json:"sensitive,omitempty"`
	// By is what says it.
	By string `json:"by,omitempty"`
	// Why says what may still change it, "" where it is final.
	Why string `json:"why,omitempty"`
}

// Fact is something that the text says.
type Fact struct {
	Says string `json:"says,omitempty"`
	// Why says why it isn't known.
	Why string `json:"why,omitempty"`
}

// Is is an answer of a rule.
type Is string

// The answers.
const (
	Yes     Is = "yes"
	No      Is = "no"
	Unknown Is = "unknown"
)

// Answer is what a rule says of a bucket or key, or of something that belongs to it.
type Answer struct {
	Rule string `json:"rule"`
	Is   Is     `json:"is"`
	// Off is set where the rule is off: it is what the rule would say.
	Off bool `json:"off,omitempty"`
	// About is the address of what it is about where that isn't the bucket or key itself.
	About string `json:"about,omitempty"`
	// Why says why it isn't known.
	Why     string   `json:"why,omitempty"`
	Finding *Finding `json:"finding,omitempty"`
	// More is how many other answers of the kind there are that aren't listed.
	More int `json:"more,omitempty"`
}

// Finding is what is wrong.
type Finding struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	// Place is where tflint shows it, or would.
	Place Place `json:"place"`
	// Origin is where it is written, if that is in a called module.
	Origin *Place `json:"origin,omitempty"`
	// Elsewhere is set where only the inspection of the called module's own directory shows it.
	Elsewhere bool `json:"elsewhere,omitempty"`
	Fix       *Fix `json:"fix,omitempty"`
	// Accepted is set where an annotation tells tflint to ignore it.
	Accepted *Accepted `json:"accepted,omitempty"`
}

// Fix is what --fix does about a finding.
type Fix struct {
	// Is is "safe", "unsafe" or "no". Nothing is said of a rule that is off.
	Is string `json:"is"`
	// Reason is the name of the reason, a heading of docs/fixes.md, and Detail says it of this place.
	Reason string `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// Accepted is an annotation.
type Accepted struct {
	// Comment is its text.
	Comment string `json:"comment"`
	Place   Place  `json:"place"`
}

// Key is an instance of one of the KMS key resources.
type Key struct {
	Directory string `json:"directory"`
	Address   string `json:"address"`
	Place     Place  `json:"place"`
	// Class is that of the most sensitive bucket under it.
	Class Class `json:"class"`
	// Tiers are those of the buckets under it, and Buckets their addresses: the first hundred.
	Tiers   []string       `json:"tiers,omitempty"`
	Buckets []string       `json:"buckets,omitempty"`
	Facts   map[Topic]Fact `json:"facts,omitempty"`
	Answers []Answer       `json:"answers,omitempty"`
}
