package policy

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// vectorFile is the format of testdata/bucket-policy.json.
type vectorFile struct {
	Requests map[string]vectorRequest `json:"requests"`
	Vectors  []struct {
		ID         string          `json:"id"`
		Version    *string         `json:"version"`
		Statements json.RawMessage `json:"statements"`
		Request    string          `json:"request"`
		Denied     *bool           `json:"denied"`
		Why        string          `json:"why"`
	} `json:"vectors"`
}

type vectorRequest struct {
	Action    string         `json:"action"`
	Resource  string         `json:"resource"`
	Principal string         `json:"principal"`
	Context   map[string]any `json:"ctx"`
}

// request builds the request. Context keys that aren't listed are absent, but
// for s3:TlsVersion on plain HTTP, on which the sources disagree.
func (v vectorRequest) request(t *testing.T) *Request {
	t.Helper()
	var who Principal
	switch p := v.Principal; {
	case p == "" || p == "*" || strings.EqualFold(p, "anonymous"):
		who = Anonymous()
	case strings.HasPrefix(p, "arn:"):
		who = Member("", p)
	case isAccount(p):
		who = Member(p, rootARN("aws", p))
	default:
		who = Service(p)
	}
	r := NewRequest(v.Action, v.Resource, who).OthersAbsent()
	if strings.EqualFold(contextText(v.Context, "aws:SecureTransport"), "false") {
		r.Dispute("s3:TlsVersion", "1.0", "1.1")
	}
	for name, value := range v.Context {
		items, _ := listOf(value)
		if value == nil { // absent
			items = nil
		}
		var texts []string
		for _, item := range items {
			pieces, ok := piecesOf(item)
			if !ok {
				t.Fatalf("context key %s: not a scalar: %v", name, item)
			}
			texts = append(texts, pieces[0].Known)
		}
		r.Fix(name, texts...)
	}
	return r
}

func contextText(ctx map[string]any, name string) string {
	for key, value := range ctx {
		if text, ok := value.(string); ok && strings.EqualFold(key, name) {
			return text
		}
		if b, ok := value.(bool); ok && strings.EqualFold(key, name) && !b {
			return "false"
		}
	}
	return ""
}

// TestVectors asks every vector of testdata/bucket-policy.json.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/bucket-policy.json")
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range file.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			request, ok := file.Requests[v.Request]
			if !ok {
				t.Fatalf("no request %q", v.Request)
			}
			tree := map[string]any{"Statement": decodeValue(v.Statements)}
			if v.Version != nil {
				tree["Version"] = *v.Version
			}
			text, err := json.Marshal(tree)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			want := Unknown
			if v.Denied != nil {
				want = NotDenied
				if *v.Denied {
					want = Denied
				}
			}
			got, _ := Denies(doc, request.request(t))
			if got != want {
				t.Errorf("%v, want %v: %s", got, want, v.Why)
			}
		})
	}
}
