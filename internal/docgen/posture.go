package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/collect"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/report"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// directoryReport is the report of a directory in text.
func directoryReport(dir string) (string, error) {
	set := rules.New()
	set.Collect(collect.New())
	res, err := fakehost.Run(set, fakehost.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	type issue struct {
		Rule    map[string]string `json:"rule"`
		Message string            `json:"message"`
	}
	issues := []issue{}
	for _, i := range res.Issues {
		if i.Rule == posture.Rule {
			issues = append(issues, issue{map[string]string{"name": i.Rule}, i.Message})
		}
	}
	in, err := json.Marshal(map[string]any{"issues": issues})
	if err != nil {
		return "", err
	}
	var out, problems strings.Builder
	if status := report.Main([]string{"report"}, strings.NewReader(string(in)), &out, &problems); status != 0 {
		return "", fmt.Errorf("report: %s", problems.String())
	}
	return fence("console", "$ tflint-ruleset-s3-encryption report .\n"+out.String()), nil
}
