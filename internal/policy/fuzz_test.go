package policy

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func addSeeds(f *testing.F) {
	f.Helper()
	for i := range 64 {
		seed := make([]byte, 120)
		x := uint32(i)*2654435761 + 12345
		for j := range seed {
			x = x*1664525 + 1013904223
			seed[j] = byte(x >> 24)
		}
		f.Add(seed)
	}
}

// FuzzMonotone: another Deny statement never turns Denied into NotDenied.
func FuzzMonotone(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &source{data}
		r := s.request(s.one(3))
		tree := s.document(true)
		before, _ := Denies(FromTree(tree), r.build())
		extra := s.statement(true)
		if fields, ok := extra.(map[string]any); ok {
			fields["Effect"] = "Deny"
		}
		tree["Statement"] = append(tree["Statement"].([]any), extra)
		after, _ := Denies(FromTree(tree), r.build())
		if before == Denied && after == NotDenied {
			t.Errorf("denied, but not with one more statement\n%v\n%+v", tree, r)
		}
	})
}

// fill returns the tree with its unknown leaves known, by arbitrary text where
// sane, else also by lists, variables and things of the wrong shape.
func (s *source) fill(tree any, whole, sane bool) any {
	texts := genTexts[:20]
	if !sane {
		texts = genTexts
	}
	text := func() string { return texts[s.n(len(texts))] }
	switch tree := tree.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, key := range sortedKeys(tree) {
			value := tree[key]
			switch {
			case key == "Condition" && value == UnknownLeaf:
				out[key] = pick[any](s, map[string]any{}, map[string]any{"StringEquals": map[string]any{"k:a": text()}})
			case key == "Effect" && value == UnknownLeaf:
				out[key] = pick[any](s, "Deny", "Allow")
			case key == "Version" && value == UnknownLeaf:
				out[key] = pick[any](s, "2012-10-17", "2008-10-17")
			default:
				out[key] = s.fill(value, true, sane)
			}
		}
		return out
	case []any:
		out := make([]any, len(tree))
		for i := range tree {
			out[i] = s.fill(tree[i], false, sane)
		}
		return out
	case unknownLeaf:
		if whole && !sane && s.one(3) {
			list := []any{}
			for range s.n(3) {
				list = append(list, text())
			}
			return list
		}
		return pick(s, text(), pick(s, genPrincipals...), pick(s, genValues...))
	case Template:
		var out strings.Builder
		for _, part := range tree {
			if part.Hole == nil {
				out.WriteString(part.Known)
			} else {
				out.WriteString(pick(s, text(), "", ":", "r", "/", "1"))
			}
		}
		return out.String()
	default:
		return tree
	}
}

// fillDocument also puts statements in the place of unknown ones.
func (s *source) fillDocument(tree map[string]any, sane bool) map[string]any {
	list := []any{}
	for _, item := range tree["Statement"].([]any) {
		if item == any(UnknownLeaf) {
			item = s.statement(false)
		}
		list = append(list, s.fill(item, true, sane))
	}
	version := tree["Version"]
	if version == any(UnknownLeaf) {
		version = pick[any](s, "2012-10-17", "2008-10-17")
	}
	return map[string]any{"Version": version, "Statement": list}
}

// FuzzRefinement: filling unknown leaves never contradicts a definite verdict,
// fixing free keys never makes Denied NotDenied, and settling a dispute or the
// principal doesn't either. With POLICY_STRICT=1 it asks for more than the law: where
// no key is free, a definite verdict stays.
func FuzzRefinement(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { refine(t, data, os.Getenv("POLICY_STRICT") != "") })
}

// TestKeepsVerdict runs the inputs that were found by asking for more than the
// law (POLICY_STRICT=1): where nothing is free, plain text in place of an unknown
// keeps the verdict.
func TestKeepsVerdict(t *testing.T) {
	names, err := filepath.Glob("testdata/fuzz/FuzzRefinement/*")
	if err != nil || len(names) == 0 {
		t.Fatal("no inputs", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, line, _ := strings.Cut(string(text), "[]byte(")
			data, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(line), ")"))
			if err != nil {
				t.Fatal(err)
			}
			refine(t, []byte(data), true)
		})
	}
}

// anyAccount holds that whoever is of any account is either a member of the
// bucket's or an outsider, whichever account that is.
func anyAccount(t *testing.T, doc *Document, r genRequest) {
	ask := func(who Principal) Verdict {
		verdict, _ := Denies(doc, r.of(who))
		return verdict
	}
	anybody := ask(AnyAccount())
	for _, home := range []string{"", "111111111111", "222222222222", "333333333333"} {
		member, outsider := ask(Member(home, "")), ask(OtherAccount(home))
		switch {
		case anybody == Denied && (member == NotDenied || outsider == NotDenied),
			anybody == NotDenied && member == Denied && outsider == Denied:
			t.Fatalf("anybody %v, but in account %q a member %v and an outsider %v\n%+v\n%+v", anybody, home, member, outsider, r, doc)
		}
	}
}

func refine(t *testing.T, data []byte, strict bool) {
	s := &source{data}
	isolated := s.one(3)
	r := s.request(isolated)
	tree := s.document(true)
	doc := FromTree(tree)
	anyAccount(t, doc, r)
	before, _ := Denies(doc, r.build())
	if before == Unknown {
		return
	}
	sane := s.one(2)
	filled := s.fillDocument(tree, sane)
	after, _ := Denies(FromTree(filled), r.build())
	if after != before && after != Unknown {
		t.Fatalf("%v, but filled %v\n%v\n%v\n%+v", before, after, tree, filled, r)
	}
	fixedWho := r.who >= 7 || r.who >= 2 && r.who <= 4
	if strict && isolated && fixedWho && sane && after != before {
		t.Fatalf("%v, but filled %v with nothing free\n%v\n%v\n%+v", before, after, tree, filled, r)
	}
	q := r
	q.keys, q.disputed = maps.Clone(r.keys), maps.Clone(r.disputed)
	for _, key := range genKeys {
		values, disputed := q.disputed[key]
		_, fixed := q.keys[key]
		switch {
		case disputed && !fixed:
			delete(q.disputed, key)
			q.keys[key] = pick(s, nil, values[:1])
		case !isolated && before == Denied && !fixed && key != "aws:PrincipalArn" && key != "aws:PrincipalAccount" &&
			key != "aws:username" && key != "aws:PrincipalIsAWSService" && key != "K:A" && s.one(2):
			q.keys[key] = pick(s, nil, s.values()[:1])
			if key == "aws:SecureTransport" { // always there
				q.keys[key] = []string{pick(s, "true", "false")}
			}
			if typed := typedKeys[map[string]string{"aws:SourceIp": "aws:sourceip", "s3:max-keys": "s3:max-keys"}[key]]; typed != familyUnknown {
				q.keys[key] = pick(s, nil, map[family][]string{familyIP: {pick(s, "10.0.0.1", "2001:db8::1")}, familyNumeric: {pick(s, "10", "11", "1000")}}[typed])
			}
		}
	}
	if before == Denied && !isolated {
		switch r.who {
		case 0:
			q.who = pick(s, 0, 7, 10)
		case 1:
			q.who = pick(s, 1, 8, 9)
		}
	}
	after, _ = Denies(FromTree(tree), q.build())
	if after != before && after != Unknown {
		t.Errorf("%v, but %v for\n%+v\nbefore\n%+v\n%v", before, after, q, r, tree)
	}
}

// FuzzParse: no input makes Parse or Denies panic, and what Parse reads, it
// reads as FromTree reads the same tree.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"Statement":`, `{"Statement":[]}`, `{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`,
		`{"Version":"2012-10-17","Statement":[null,{"Effect":"Deny","Principal":{"AWS":[1,true]},"NotAction":{},"Resource":["${a, 'b'}","${"],"Condition":{"Bool":{"a":[false,1e3]}}}]}`,
		`{"Statement":1,"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["111111111111"]},"Action":"s3:*","NotResource":"arn:aws:s3:::b/${k:a}","Condition":{"ForAnyValue:StringLikeIfExists":{"k":["*a?"]},"Null":{"k":"true"}}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := Parse(text)
		if err != nil {
			if json.Valid(text) && doc != nil {
				t.Error("a document and an error")
			}
			return
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatalf("parsed what isn't JSON: %v", err)
		}
		again := FromTree(decodeValue(text))
		for _, who := range genWho {
			r := NewRequest("s3:GetObject", "arn:aws:s3:::b/k", who)
			one, _ := Denies(doc, r)
			two, _ := Denies(again, r)
			if one != two {
				t.Errorf("%v from text, %v from its tree", one, two)
			}
		}
	})
}
