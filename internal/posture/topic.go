package posture

// Topic is what a rule is about: a column of the report.
type Topic string

// The topics of buckets.
const (
	Classified  Topic = "class"
	Encryption  Topic = "encryption"
	WhoseKey    Topic = "key"
	BucketKey   Topic = "bucket_key"
	Transport   Topic = "plain_http"
	Uploads     Topic = "uploads"
	SSEC        Topic = "sse_c"
	LogDelivery Topic = "log_delivery"
	Replication Topic = "replication"
	Events      Topic = "data_events"
)

// The topics of keys. What is said of a bucket's key is of a key's policy as well.
const (
	Rotation  Topic = "rotation"
	Window    Topic = "deletion_window"
	KeyPolicy Topic = "key_policy"
)

// BucketTopics and KeyTopics are the topics in the order in which they are shown.
var (
	BucketTopics = []Topic{Classified, Encryption, WhoseKey, KeyPolicy, BucketKey, Transport, Uploads, SSEC, LogDelivery, Replication, Events}
	KeyTopics    = []Topic{Rotation, Window, KeyPolicy}
)

// Title is how a topic is called.
func (t Topic) Title() string {
	switch t {
	case Classified:
		return "class"
	case Encryption:
		return "default encryption"
	case WhoseKey:
		return "key"
	case BucketKey:
		return "bucket key"
	case Transport:
		return "plain HTTP"
	case Uploads:
		return "uploads"
	case SSEC:
		return "SSE-C"
	case LogDelivery:
		return "log delivery"
	case Replication:
		return "replication"
	case Events:
		return "object events"
	case Rotation:
		return "rotation"
	case Window:
		return "deletion window"
	case KeyPolicy:
		return "who may use the key"
	}
	return string(t)
}

// Short says in a word or two what an answer means, for tables.
func (t Topic) Short(is Is) string {
	if is == Unknown {
		return ""
	}
	words := map[Topic][2]string{
		Classified:  {"known", "no tier"},
		Encryption:  {"explicit", "not in code"},
		WhoseKey:    {"own", "not its own"},
		BucketKey:   {"on", "off"},
		Transport:   {"denied", "admitted"},
		Uploads:     {"held", "weaker admitted"},
		SSEC:        {"not re-enabled", "admitted"},
		LogDelivery: {"works", "refused"},
		Replication: {"covered", "left out"},
		Events:      {"logged", "not logged"},
		Rotation:    {"on", "off"},
		Window:      {"long enough", "too short"},
		KeyPolicy:   {"restricted", "open"},
	}[t]
	if is == Yes {
		return words[0]
	}
	return words[1]
}
