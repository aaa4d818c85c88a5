package e2e

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// A release is the files that GitHub holds for a tag, by name.
type release struct {
	config *releaseConfig
	files  map[string][]byte
}

// A signingKey signs releases. tflint reads RSA and ECDSA keys, but none of the newer kinds.
type signingKey struct{ entity *openpgp.Entity }

var (
	releaseKey = sync.OnceValue(newSigningKey)
	otherKey   = sync.OnceValue(newSigningKey)
)

func newSigningKey() signingKey {
	entity, err := openpgp.NewEntity("test", "", "", &packet.Config{Algorithm: packet.PubKeyAlgoRSA, RSABits: 2048})
	if err != nil {
		panic(err)
	}
	return signingKey{entity}
}

// public returns the key as it goes into a plugin block.
func (k signingKey) public(t *testing.T) string {
	t.Helper()
	var key bytes.Buffer
	if err := k.entity.Serialize(&key); err != nil {
		t.Fatal(err)
	}
	return string(armored(t, openpgp.PublicKeyType, key.Bytes()))
}

func armored(t *testing.T, kind string, content []byte) []byte {
	t.Helper()
	var text bytes.Buffer
	w, err := armor.Encode(&text, kind, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func (k signingKey) sign(t *testing.T, content []byte) []byte {
	t.Helper()
	var signature bytes.Buffer
	if err := openpgp.DetachSign(&signature, k.entity, bytes.NewReader(content), nil); err != nil {
		t.Fatal(err)
	}
	return signature.Bytes()
}

// newRelease makes a release as .goreleaser.yml would: the plugin under test for this machine's platform, a stand-in for
// the others.
func newRelease(t *testing.T) *release {
	t.Helper()
	r := &release{config: readReleaseConfig(t), files: map[string][]byte{}}
	binary, err := os.ReadFile(filepath.Join(pluginDir, r.config.ProjectName+exe()))
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range r.config.Builds[0].Targets {
		content := []byte("not for this machine")
		if target == thisTarget() {
			content = binary
		}
		r.files[r.config.archive(t, target)] = zipped(t, binaryName(r.config, target), content)
	}
	if r.files[r.archive(t)] == nil {
		t.Fatalf("releases have no %s: tests of them can't run on this machine", r.archive(t))
	}
	var sums strings.Builder
	for name, content := range r.files {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), name)
	}
	r.setChecksums(t, sums.String())
	return r
}

// setChecksums replaces the checksums, and signs them.
func (r *release) setChecksums(t *testing.T, text string) {
	t.Helper()
	r.files[r.config.checksums()] = []byte(text)
	r.files[r.config.signature()] = releaseKey().sign(t, []byte(text))
}

// archive returns the name of the archive for this machine.
func (r *release) archive(t *testing.T) string {
	t.Helper()
	return r.config.archive(t, thisTarget())
}

func thisTarget() string { return runtime.GOOS + "_" + runtime.GOARCH }

// binaryName is the name that tflint looks for in an archive, and that goreleaser gives to binaries.
func binaryName(c *releaseConfig, target string) string {
	if strings.HasPrefix(target, "windows_") {
		return c.ProjectName + ".exe"
	}
	return c.ProjectName
}

// zipped returns an archive of one program. It isn't compressed, which would take longer than all else.
func zipped(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	header := &zip.FileHeader{Name: name, Method: zip.Store}
	header.SetMode(0o755)
	entry, err := w.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// readRelease reads a release from goreleaser's folder, and checks that it is as .goreleaser.yml has it: the files, what
// is in the archives, the checksums.
func readRelease(t *testing.T, dist string) *release {
	t.Helper()
	r := &release{config: readReleaseConfig(t), files: map[string][]byte{}}
	for _, name := range r.config.files(t) {
		content, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			t.Fatal(err)
		}
		r.files[name] = content
	}
	var sums []string
	for _, target := range r.config.Builds[0].Targets {
		name := r.config.archive(t, target)
		sums = append(sums, fmt.Sprintf("%x  %s", sha256.Sum256(r.files[name]), name))
		archive, err := zip.NewReader(bytes.NewReader(r.files[name]), int64(len(r.files[name])))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(archive.File) != 1 || archive.File[0].Name != binaryName(r.config, target) || archive.File[0].Mode() != 0o755 {
			t.Errorf("%s: want just the program in it", name)
		}
	}
	got := strings.Split(strings.TrimSpace(string(r.files[r.config.checksums()])), "\n")
	slices.Sort(got)
	slices.Sort(sums)
	if !slices.Equal(got, sums) {
		t.Errorf("checksums %q, want %q", got, sums)
	}
	return r
}
