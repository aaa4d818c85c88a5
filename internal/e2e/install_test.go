package e2e

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

var (
	distFlag = flag.String("dist", "", "goreleaser's folder with a release, for TestBuiltRelease")
	keyFlag  = flag.String("key", "", "file with the public key that the release is signed with")
)

type installTest struct{ name, arguments, says string }

// TestInstall follows the README: its block in .tflint.hcl, tflint --init, and then the plugin does its work.
func TestInstall(t *testing.T) {
	t.Parallel()
	tests := []installTest{
		{"as in the README", "", "No signing key"},
		{"key", signingKeyArgument(releaseKey().public(t)), ""},
	}
	if knowsSignature(t) {
		tests = append(tests, []installTest{
			{"none", none, "The plugin signature verification is disabled."},
			{"pgp", pgp(t, releaseKey().public(t)), ""},
		}...)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkInstall(t, newRelease(t), tt.arguments, tt.says)
		})
	}
}

// TestBuiltRelease is TestInstall with what goreleaser and gpg have made: make release-check, and the release workflow.
func TestBuiltRelease(t *testing.T) {
	if *distFlag == "" {
		t.Skip("no -dist: make release-check runs this")
	}
	key, err := os.ReadFile(*keyFlag)
	if err != nil {
		t.Fatal(err)
	}
	r := readRelease(t, *distFlag)
	checkInstall(t, r, pgp(t, string(key)), "")
	t.Run("another key", func(t *testing.T) {
		checkRefusal(t, r, pgp(t, otherKey().public(t)), "signature made by unknown entity")
	})
}

// checkInstall installs a release, with more arguments in the plugin block, and runs it.
func checkInstall(t *testing.T, r *release, arguments, says string) {
	t.Helper()
	s := newGitHub(t, r)
	dir, source := moduleWith(t, arguments)
	run := func(wantExit int, want, command string) {
		t.Helper()
		res := s.tflint(t, dir, strings.Fields(command)...)
		output := res.stdout + res.stderr
		t.Logf("tflint %s\n%s(exit status %d)", command, output, res.exit)
		if res.exit != wantExit || !strings.Contains(output, want) {
			t.Fatalf("tflint %s: want exit status %d and %q", command, wantExit, want)
		}
	}

	run(exitError, `Plugin "`+plugin+`" not found. Did you run "tflint --init"?`, "")
	run(exitClean, says, "--init")
	want := path.Join(source, project.Version, "tflint-ruleset-"+plugin+exe())
	if diff := cmp.Diff([]string{want}, slices.Collect(maps.Keys(contents(t, s.plugins)))); diff != "" {
		t.Fatalf("installed files (-want +got):\n%s", diff)
	}
	run(exitClean, "already installed", "--init")
	run(exitClean, "+ ruleset."+plugin+" ("+project.Version+")", "--version")
	run(exitIssues, "(kms_key_deletion_window)", "--format=compact")
	run(exitIssues, "[Fixed]", "--fix")
	run(exitClean, "", "")
}

// TestInstallRefused has releases that someone has tampered with, or that we have made wrongly. Nothing of them is kept.
func TestInstallRefused(t *testing.T) {
	t.Parallel()
	ours := pgp(t, releaseKey().public(t))
	unsigned := ""
	if knowsSignature(t) {
		unsigned = none
	}
	wrongSum := func(t *testing.T, r *release) {
		sums := string(r.files[r.config.checksums()])
		sum := fmt.Sprintf("%x", sha256.Sum256(r.files[r.archive(t)]))
		r.setChecksums(t, strings.Replace(sums, sum, strings.Repeat("0", len(sum)), 1))
	}
	tests := []struct {
		name, arguments string
		tamper          func(*testing.T, *release)
		want            string
	}{
		{"wrong checksum", ours, wrongSum, "Failed to verify checksums: Failed to match checksums: expected=0000"},
		{"wrong checksum, unsigned", unsigned, wrongSum, "Failed to verify checksums: Failed to match checksums: expected=0000"},
		{"another archive", ours, func(t *testing.T, r *release) {
			r.files[r.archive(t)] = zipped(t, binaryName(r.config, thisTarget()), []byte("not what was released"))
		}, "Failed to verify checksums: Failed to match checksums: expected="},
		{"signature of other content", ours, func(t *testing.T, r *release) {
			r.files[r.config.signature()] = releaseKey().sign(t, []byte("something else"))
		}, "Failed to check checksums.txt signature: openpgp: invalid signature: hash tag doesn't match"},
		{"another key", ours, func(t *testing.T, r *release) {
			r.files[r.config.signature()] = otherKey().sign(t, r.files[r.config.checksums()])
		}, "Failed to check checksums.txt signature: openpgp: signature made by unknown entity"},
		{"armored signature", ours, func(t *testing.T, r *release) {
			r.files[r.config.signature()] = armored(t, openpgp.SignatureType, r.files[r.config.signature()])
		}, "Failed to check checksums.txt signature: openpgp: invalid data: tag byte does not have MSB set"},
		{"no signature", ours, func(_ *testing.T, r *release) {
			delete(r.files, r.config.signature())
		}, "Failed to download checksums.txt.sig: file not found in the GitHub release."},
		{"no archive for this machine", ours, func(t *testing.T, r *release) {
			delete(r.files, r.archive(t))
		}, "_" + thisTarget() + ".zip: file not found in the GitHub release."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRelease(t)
			tt.tamper(t, r)
			checkRefusal(t, r, tt.arguments, tt.want)
		})
	}
}

func checkRefusal(t *testing.T, r *release, arguments, want string) {
	t.Helper()
	s := newGitHub(t, r)
	dir, _ := moduleWith(t, arguments)
	res := s.tflint(t, dir, "--init")
	t.Logf("tflint --init\n%s%s(exit status %d)", res.stdout, res.stderr, res.exit)
	if res.exit != exitError || !strings.Contains(res.stderr, want) {
		t.Errorf("want exit status %d and %q", exitError, want)
	}
	if got := contents(t, s.plugins); len(got) != 0 {
		t.Errorf("installed %q", slices.Collect(maps.Keys(got)))
	}
}

// none is the argument of a plugin block that asks for no signature.
const none = "signature = \"none\"\n"

// pgp returns the arguments that ask for a signature by a key.
func pgp(t *testing.T, publicKey string) string {
	t.Helper()
	if !knowsSignature(t) {
		return signingKeyArgument(publicKey)
	}
	return "signature = \"pgp\"\n" + signingKeyArgument(publicKey)
}

func signingKeyArgument(publicKey string) string {
	return "signing_key = <<-KEY\n" + strings.TrimSpace(publicKey) + "\nKEY\n"
}

// knowsSignature reports whether this tflint knows the argument signature, as it does since 0.62.0. Before, a key was all
// it took.
func knowsSignature(t *testing.T) bool {
	t.Helper()
	dir := t.TempDir()
	configure(t, dir, "plugin \""+plugin+"\" {\n  enabled = true\n  "+none+"}\n")
	res := tflint(t, dir)
	if res.exit != exitClean && !strings.Contains(res.stderr, `An argument named "signature" is not expected here`) {
		t.Fatalf("exit status %d\n%s%s", res.exit, res.stdout, res.stderr)
	}
	return res.exit == exitClean
}

// moduleWith returns a module with one finding, configured by the plugin block of the README and more arguments in it,
// and the source that the block names.
func moduleWith(t *testing.T, arguments string) (dir, source string) {
	t.Helper()
	block, source := readmeBlock(t)
	dir = t.TempDir()
	configure(t, dir, strings.TrimSuffix(block, "}\n")+arguments+"}\n")
	write(t, filepath.Join(dir, "main.tf"), shortWindow)
	return dir, source
}

var (
	fence       = regexp.MustCompile("(?s)\n```hcl\n(.*?)```\n")
	sourceValue = regexp.MustCompile(`(?m)^ *source *= "(.+)"$`)
)

// readmeBlock returns the plugin block of the README that names a source, and that source.
func readmeBlock(t *testing.T) (block, source string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fence.FindAllStringSubmatch(string(readme), -1) {
		if value := sourceValue.FindStringSubmatch(m[1]); value != nil {
			return m[1], value[1]
		}
	}
	t.Fatal("the README has no plugin block with a source")
	return "", ""
}
