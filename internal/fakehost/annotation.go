package fakehost

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// annotation is a comment that tells tflint to pass over issues.
type annotation struct {
	rules []string // names, or "all"
	line  int      // of the comment; 0 = the whole file
}

var (
	lineAnnotation = regexp.MustCompile(`tflint-ignore: ([^\n*/#]+)`)
	fileAnnotation = regexp.MustCompile(`tflint-ignore-file: ([^\n*/#]+)`)
)

// covers reports whether an issue that starts on the line is passed over.
func (a annotation) covers(rule string, line int) bool {
	if !slices.Contains(a.rules, rule) && !slices.Contains(a.rules, "all") {
		return false
	}
	return a.line == 0 || a.line == line || a.line == line-1
}

// annotations returns those of each file.
func annotations(m *module) (map[string][]annotation, error) {
	all := map[string][]annotation{}
	for name, src := range m.sources {
		read := nativeAnnotations
		if strings.HasSuffix(name, ".json") {
			read = jsonAnnotations
		}
		found, err := read(name, src)
		if err != nil {
			return nil, fmt.Errorf("parse annotations: %w", err)
		}
		all[name] = found
	}
	return all, nil
}

func nativeAnnotations(name string, src []byte) ([]annotation, error) {
	tokens, diags := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	var found []annotation
	for _, token := range tokens {
		if token.Type != hclsyntax.TokenComment {
			continue
		}
		start := token.Range.Start
		if match := lineAnnotation.FindSubmatch(token.Bytes); match != nil {
			found = append(found, annotation{rules: ruleNames(match[1]), line: start.Line})
		} else if match := fileAnnotation.FindSubmatch(token.Bytes); match != nil {
			if start.Line != 1 || start.Column != 1 {
				return nil, fmt.Errorf("%s: tflint-ignore-file annotation must be written at the top of file", token.Range)
			}
			found = append(found, annotation{rules: ruleNames(match[1])})
		}
	}
	return found, nil
}

// jsonAnnotations reads the one form there is in JSON: a top-level property "//"
// that starts with tflint-ignore-file. Other types of "//" are no annotation.
func jsonAnnotations(name string, src []byte) ([]annotation, error) {
	var file struct {
		Comment string `json:"//"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		return nil, nil //nolint:nilerr // another type of "//" is not an error of the file
	}
	match := fileAnnotation.FindStringSubmatchIndex(file.Comment)
	switch {
	case match == nil:
		return nil, nil
	case match[0] != 0:
		return nil, fmt.Errorf("%s: tflint-ignore-file annotation must appear at the beginning of the JSON comment property value", name)
	}
	return []annotation{{rules: ruleNames([]byte(file.Comment[match[2]:match[3]]))}}, nil
}

func ruleNames(list []byte) []string {
	names := strings.Split(string(list), ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}
