package fix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// memory is a Fixer that collects edits, with ranges of the source before any.
type memory struct {
	src   string
	edits []edit
}

type edit struct {
	start, end int
	text       string
}

func (m *memory) ReplaceText(r hcl.Range, texts ...any) error {
	if r.Filename != "main.tf" {
		return fmt.Errorf("file not found: %s", r.Filename)
	}
	e := edit{r.Start.Byte, r.End.Byte, fmt.Sprint(texts...)}
	for _, old := range m.edits {
		if old == e && e.start < e.end {
			return nil
		}
		if e.start < old.end && old.start < e.end {
			return fmt.Errorf("range overlaps with a previous rewrite range: %s", r)
		}
	}
	m.edits = append(m.edits, e)
	return nil
}

func (m *memory) InsertTextAfter(r hcl.Range, text string) error {
	r.Start = r.End
	return m.ReplaceText(r, text)
}

// String returns the source with all edits made.
func (m *memory) String() string {
	edits := slices.Clone(m.edits)
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(min(1, a.end-a.start), min(1, b.end-b.start)))
	})
	var out strings.Builder
	done := 0
	for _, e := range edits {
		out.WriteString(m.src[done:e.start] + e.text)
		done = e.end
	}
	return out.String() + m.src[done:]
}

func open(t testing.TB, src string) *File {
	t.Helper()
	parsed, diags := hclsyntax.ParseConfig([]byte(src), "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("parse: %s\n%s", diags, src)
	}
	f, err := NewFile("main.tf", parsed)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// blockAt returns the first block whose header starts as header does.
func blockAt(t testing.TB, f *File, header string) *hclsyntax.Block {
	t.Helper()
	b, err := f.Block(hcl.Pos{Byte: strings.Index(string(f.src), header)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
