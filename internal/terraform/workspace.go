package terraform

import (
	"maps"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// workspace stands for the name of the workspace: what is named after it in two places is the same there, whatever
// the workspace is.
var workspace = cty.StringVal(token("terraform.workspace")).Mark(Origin{StandIn, workspaceName})

const workspaceName = "terraform.workspace"

// OfWorkspace reports whether a text holds the name of the workspace, or is made of it: what it will be isn't known, as little
// as whether it will be what is written elsewhere.
func (v Value) OfWorkspace() bool {
	if v.Cty == cty.NilVal {
		return false
	}
	_, marks := v.Cty.UnmarkDeep()
	return hasMark(marks, workspace)
}

// workspaceUnknown makes what rests on the workspace unknown in a context, and reports whether there was something: a
// look into a map with a name that is made up fails, and fails what stands beside it as well.
func (s *scope) workspaceUnknown(ctx *hcl.EvalContext) bool {
	found := false
	vars := maps.Clone(ctx.Variables)
	for name, v := range vars {
		if !rests(v, StandIn) {
			continue
		}
		vars[name], _ = cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
			plain, marks := v.Unmark()
			if plain.Type() != cty.String || !plain.IsKnown() || plain.IsNull() {
				return v, nil
			}
			if !hasMark(marks, workspace) {
				return v, nil
			}
			found = true
			return unknown(Environment, workspaceName, cty.String), nil
		})
	}
	if found {
		ctx.Variables = vars
	}
	return found
}

// cuts are the functions that make another name of a name.
var cuts = map[string]bool{"replace": true, "substr": true, "title": true, "trim": true, "trimprefix": true, "trimsuffix": true, "upper": true}

// ofWorkspace returns what a function makes of a name after the workspace: a text of its own for each function and its
// arguments, as there may be less in it than there was. It is false for other functions and other texts.
func ofWorkspace(function string, result cty.Value, args []cty.Value) (cty.Value, bool) {
	text, ok := knownText(args[0])
	if _, marks := args[0].Unmark(); !ok || !cuts[funcs.Name(function)] || len(text) > longestName || !hasMark(marks, workspace) {
		return cty.NilVal, false
	}
	var seed strings.Builder
	seed.WriteString(funcs.Name(function))
	for _, a := range args {
		text, ok := knownText(a)
		if !ok {
			return cty.NilVal, false
		}
		seed.WriteString("\x00" + text)
	}
	_, marks := result.Unmark()
	return cty.StringVal(token(seed.String())).WithMarks(marks), true
}

// longestName is the length of the longest text that is taken for a name, quoted: those of buckets have 63 characters.
const longestName = 130

func hasMark(marks cty.ValueMarks, of cty.Value) bool {
	for mark := range of.Marks() {
		if _, has := marks[mark]; !has {
			return false
		}
	}
	return true
}

// hidden stands for what isn't known of a key that is shown.
const hidden = "…"

// shown returns a text without what is made up in it.
func shown(text string) string {
	for {
		at := strings.Index(text, TokenPrefix)
		if at < 0 || len(text) < at+tokenLength {
			return text
		}
		text = text[:at] + hidden + text[at+tokenLength:]
	}
}
