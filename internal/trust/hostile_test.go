package trust

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// What an inspection of a hostile module may take: seconds of the processor, and memory
// in use at any time. The budget counts work, so that it stops at the same place on any
// machine; these hold that its units are worth about what they should.
const (
	hostileTime   = 2 * time.Second
	hostileMemory = 300 << 20

	// trivialTime is what a trivial module takes on the machine that hostileTime is for.
	// One that is slower, or has other things to do, gets more, up to mostPatience times.
	trivialTime  = 50 * time.Millisecond
	mostPatience = 5
)

// inspectHere is the variable by which the test binary inspects a directory, as the
// plugin does, and prints what that took.
const inspectHere = "TEST_INSPECT_HERE"

// cost is what an inspection took.
type cost struct {
	Issues []string
	Memory uint64
	Time   time.Duration // of the processor
	Log    string
}

// TestHostile inspects modules that are made to take long or much. Each has a key
// beside it that isn't rotated, which must be reported whatever else there is.
func TestHostile(t *testing.T) {
	const plain = "resource \"aws_kms_key\" \"plain\" {}\n"
	limit := patient(t, hostileTime)
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	hostile := maps.Clone(hostileValues)
	maps.Copy(hostile, hostileBlocks)
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		t.Run(name, func(t *testing.T) {
			files := map[string][]byte{"plain.tf": []byte(plain)}
			for file, text := range hostile[name]() {
				files[file] = []byte(text)
			}
			got := costOf(t, files)
			for range 2 {
				if got.Time <= limit {
					break
				}
				got.Time = min(got.Time, costOf(t, files).Time) // the machine may have been busy just now
			}
			fmt.Fprintf(w, "%s\t%d ms\t%d MB\t\n", name, got.Time.Milliseconds(), got.Memory>>20)
			if got.Time > limit {
				t.Errorf("%s of the processor", got.Time)
			}
			if got.Memory > hostileMemory && !raceEnabled {
				t.Errorf("%d MB", got.Memory>>20)
			}
			if !slices.ContainsFunc(got.Issues, func(s string) bool { return strings.Contains(s, "aws_kms_key.plain") }) {
				t.Errorf("nothing is said of the key: %q", got.Issues)
			}
			if n := strings.Count(got.Log, "over the budget"); n > 1 {
				t.Errorf("the log tells %d times of the budget", n)
			}
		})
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
}

// patient returns how long something may take here that may take limit on the machine that hostileTime is for.
func patient(t *testing.T, limit time.Duration) time.Duration {
	t.Helper()
	if raceEnabled {
		return 4 * mostPatience * limit
	}
	least := time.Hour
	for range 3 {
		least = min(least, costOf(t, map[string][]byte{"main.tf": []byte("resource \"aws_kms_key\" \"plain\" {}\n")}).Time)
	}
	const noise = 1.25 // what a machine does besides
	slower := noise * min(max(float64(least)/float64(trivialTime), 1), mostPatience)
	t.Logf("a trivial module takes %s: the machine counts as %.2f times slower", least, slower)
	return time.Duration(slower * float64(limit))
}

// costOf inspects a module in a process of its own.
func costOf(t *testing.T, files map[string][]byte) cost {
	t.Helper()
	dir := t.TempDir()
	if err := (&fixture.Case{Files: files}).Write(dir); err != nil {
		t.Fatal(err)
	}
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*hostileTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, "-test.run=^TestInspectHere$", "-test.timeout=5m")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), inspectHere+"=result", "TFLINT_LOG=debug")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%.2000s\n%.2000s", err, out, log.Bytes())
	}
	var got cost
	result, err := os.ReadFile(filepath.Join(dir, "result"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(result, &got); err != nil {
		t.Fatal(err)
	}
	got.Time = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	got.Log = log.String()
	return got
}

// TestInspectHere is the other process of costOf.
func TestInspectHere(t *testing.T) {
	result := os.Getenv(inspectHere)
	if result == "" {
		t.Skip("is run by TestHostile")
	}
	debug.SetGCPercent(400) // as in main
	res, err := inspect(&fixture.Case{}, false)
	if err != nil {
		t.Fatal(err)
	}
	var got cost
	for _, issue := range res.Issues {
		got.Issues = append(got.Issues, issue.Compact())
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	got.Memory = mem.Sys // which is never given back, so the most that it was
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(result, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
