package benchgen

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

func TestModules(t *testing.T) {
	tests := []struct {
		name            string
		files           map[string]string
		resources, ours int
	}{
		{"no buckets", Buckets(0), 0, 0},
		{"ten buckets", Buckets(10), 50, 50},
		{"buckets in two files", Buckets(150), 750, 750},
		{"mixed with a rest", Mixed(100), 100, 5},
		{"calls of a module", Calls(3), 5, 5},
		{"mixed in several files", Mixed(1000), 1000, 50},
		{"bare buckets in two files", Bare(150), 150, 150},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var resources, ours int
			seen := map[string]bool{}
			for name, text := range tt.files {
				file, diags := hclsyntax.ParseConfig([]byte(text), name, hcl.InitialPos)
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				if formatted := hclwrite.Format([]byte(text)); !bytes.Equal(formatted, []byte(text)) {
					t.Errorf("%s is not formatted", name)
				}
				for _, block := range file.Body.(*hclsyntax.Body).Blocks {
					if block.Type != "resource" {
						continue
					}
					resources++
					if strings.HasPrefix(block.Labels[0], "aws_s3_") || strings.HasPrefix(block.Labels[0], "aws_kms_") {
						ours++
					}
					address := strings.Join(block.Labels, ".")
					if seen[address] {
						t.Errorf("%s is declared twice", address)
					}
					seen[address] = true
				}
			}
			if resources != tt.resources || ours != tt.ours {
				t.Errorf("got %d resources, %d of S3 and KMS; want %d and %d", resources, ours, tt.resources, tt.ours)
			}
		})
	}
}
