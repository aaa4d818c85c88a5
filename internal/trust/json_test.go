package trust

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

var errTemplate = errors.New("a template with directives")

// asJSON writes native files as JSON.
func asJSON(c *fixture.Case) (map[string][]byte, string) {
	if annotated(c) {
		return nil, "has annotations at lines"
	}
	files, n := maps.Clone(c.Files), 0
	alone := map[string]string{}
	for _, name := range nativeFiles(c.Files) {
		src := c.Files[name]
		body := parseNative(name, src)
		if body == nil || fileAnnotation.Match(src) {
			return nil, "is annotated or not valid"
		}
		object, err := (&converter{src}).body("", body)
		if err != nil {
			return nil, err.Error()
		}
		out, err := json.MarshalIndent(object, "", "  ")
		if err != nil {
			return nil, err.Error()
		}
		n += len(body.Blocks)
		for _, block := range body.Blocks {
			if block.Type == "variable" && !isOverride(name) {
				alone[block.Labels[0]] = "${var." + block.Labels[0] + "}"
			}
		}
		delete(files, name)
		files[name+".json"] = out
	}
	if n == 0 {
		return nil, "has no block"
	}
	// In JSON, tflint can be asked only for variables that stand somewhere by
	// themselves: docs/limits.md.
	out, err := json.Marshal(map[string]any{"locals": alone})
	if err != nil {
		return nil, err.Error()
	}
	files["zz_variables.tf.json"] = out
	return files, ""
}

// converter writes native syntax as the JSON that means the same: arguments are
// values or templates, blocks are lists of objects below their labels.
type converter struct{ src []byte }

func (c *converter) body(path string, body *hclsyntax.Body) (map[string]any, error) {
	out := map[string]any{}
	for name, attr := range body.Attributes {
		value, err := c.argument(path+"."+name, attr.Expr)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	for _, block := range body.Blocks {
		content, err := c.body(path+"."+block.Type, block.Body)
		if err != nil {
			return nil, err
		}
		at := out
		keys := append([]string{block.Type}, block.Labels...)
		for _, key := range keys[:len(keys)-1] {
			next, ok := at[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		last := keys[len(keys)-1]
		list, _ := at[last].([]any)
		at[last] = append(list, content)
	}
	return out, nil
}

// argument writes an argument: some are not templates but bare references or types.
func (c *converter) argument(path string, e hclsyntax.Expression) (any, error) {
	switch path {
	case ".variable.type", ".resource.provider", ".data.provider", ".resource.dynamic.iterator", ".moved.from", ".moved.to":
		return text(c.src, e.Range()), nil
	case ".resource.depends_on", ".data.depends_on", ".module.depends_on", ".resource.lifecycle.ignore_changes":
		list, ok := e.(*hclsyntax.TupleConsExpr)
		if !ok {
			return text(c.src, e.Range()), nil
		}
		out := []any{}
		for _, item := range list.Exprs {
			out = append(out, text(c.src, item.Range()))
		}
		return out, nil
	case ".module.providers":
		out := map[string]any{}
		for _, item := range e.(*hclsyntax.ObjectConsExpr).Items {
			out[text(c.src, item.KeyExpr.Range())] = text(c.src, item.ValueExpr.Range())
		}
		return out, nil
	}
	return c.value(e)
}

func (c *converter) value(e hclsyntax.Expression) (any, error) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		raw, err := ctyjson.Marshal(e.Val, e.Val.Type())
		if e.Val.IsNull() {
			return nil, nil
		}
		return json.RawMessage(raw), err
	case *hclsyntax.TemplateExpr:
		return c.template(e)
	case *hclsyntax.TupleConsExpr:
		out := []any{}
		for _, item := range e.Exprs {
			value, err := c.value(item)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
		return out, nil
	case *hclsyntax.ObjectConsExpr:
		out := map[string]any{}
		for _, item := range e.Items {
			key, diags := item.KeyExpr.Value(nil)
			if diags.HasErrors() || key.Type() != cty.String {
				return c.interpolated(e), nil
			}
			value, err := c.value(item.ValueExpr)
			if err != nil {
				return nil, err
			}
			out[escape(key.AsString())] = value
		}
		return out, nil
	}
	return c.interpolated(e), nil
}

func (c *converter) interpolated(e hclsyntax.Expression) string {
	return "${" + text(c.src, e.Range()) + "}"
}

// template writes the parts of a text; a heredoc's indentation is gone already.
func (c *converter) template(e *hclsyntax.TemplateExpr) (any, error) {
	var out strings.Builder
	for _, part := range e.Parts {
		switch part := part.(type) {
		case *hclsyntax.LiteralValueExpr:
			out.WriteString(escape(part.Val.AsString()))
		case *hclsyntax.ConditionalExpr, *hclsyntax.TemplateJoinExpr:
			if !strings.HasPrefix(string(c.src[part.Range().Start.Byte:]), "%{") {
				out.WriteString(c.interpolated(part))
				continue
			}
			return nil, errTemplate
		default:
			out.WriteString(c.interpolated(part))
		}
	}
	return out.String(), nil
}

func escape(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)
}
