package main

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// schemaFile is where the JSON Schema of the report stands.
const schemaFile = "docs/report.schema.json"

// reportSchema is the JSON Schema of the report in JSON, made of the types that write it.
func reportSchema() ([]byte, error) {
	s := schemaOf(reflect.TypeFor[posture.Report]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "The report of tflint-ruleset-s3-encryption"
	s["properties"].(map[string]any)["format"] = map[string]any{"const": posture.Format}
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// words are the values of texts of which there are few.
var words = map[reflect.Type][]string{
	reflect.TypeFor[posture.Is](): {string(posture.Yes), string(posture.No), string(posture.Unknown)},
}

// schemaOf is the schema of a type. More fields may be there than it knows: they are added without a new form.
func schemaOf(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.String:
		s := map[string]any{"type": "string"}
		if words[t] != nil {
			s["enum"] = words[t]
		}
		return s
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	default: // a struct
	}
	properties, required := map[string]any{}, []string{}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		properties[name] = schemaOf(f.Type)
		if !strings.Contains(options, "omitempty") {
			required = append(required, name)
		}
	}
	s := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
