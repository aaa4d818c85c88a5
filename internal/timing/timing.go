// Package timing runs programs over folders and measures how long they take and
// how much memory they need. It is shared by the measurements of this module.
package timing

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config turns this plugin on, and the one that is part of tflint off.
const Config = "plugin \"terraform\" {\n  enabled = false\n}\nplugin \"s3-encryption\" {\n  enabled = true\n}\n"

// Environment is what a program is told: nothing of what this machine's own settings are.
func Environment(home, plugins string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + home,
		"TMPDIR=" + home,
		"TFLINT_PLUGIN_DIR=" + plugins,
		"TFLINT_DISABLE_VERSION_CHECK=1",
	}
}

// Write writes the files of a module to a folder and returns their size.
func Write(dir string, files map[string]string) (size int, err error) {
	for name, text := range files {
		size += len(text)
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return 0, err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return 0, err
		}
	}
	return size, nil
}

// Run runs a command and returns the wall time of the whole process. With a peak
// it watches memory too, which takes some of the time.
func Run(cmd *exec.Cmd, watch *Peak) (time.Duration, error) {
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if watch != nil {
			watch.follow(cmd.Process.Pid, done)
		}
	}()
	err := cmd.Wait()
	wall := time.Since(start)
	close(done)
	<-watched
	return wall, err
}

// Peak is the largest resident size of a program and, if that is tflint, of its
// plugin, where the system tells: Linux does.
type Peak struct {
	Host, Plugin Megabytes
}

// Megabytes are zero where they aren't known.
type Megabytes float64

func (m Megabytes) String() string {
	if m == 0 {
		return "-"
	}
	return strconv.FormatFloat(float64(m), 'f', 0, 64)
}

// follow reads the high-water marks of a process and its children until done.
func (p *Peak) follow(pid int, done <-chan struct{}) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		p.Host = max(p.Host, highWater(strconv.Itoa(pid)))
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // gone when the process ends
		for _, thread := range threads {
			children, _ := os.ReadFile(thread)
			for child := range strings.FieldsSeq(string(children)) {
				if name, _ := os.ReadFile("/proc/" + child + "/comm"); bytes.HasPrefix(name, []byte("tflint-ruleset")) {
					p.Plugin = max(p.Plugin, highWater(child)) // before exec, a child is still tflint
				}
			}
		}
	}
}

// highWater returns the peak resident size of a process, 0 if it is gone.
func highWater(pid string) Megabytes {
	status, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "kB")
	kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(line), 64)
	return Megabytes(kilobytes / 1024)
}

// Ratios returns the ratios of runs that followed each other, in their order: what
// slows the machine for a while slows both.
func Ratios(these, those []time.Duration) []float64 {
	var ratios []float64
	for i := range these {
		ratios = append(ratios, float64(these[i])/float64(those[i]))
	}
	return ratios
}

// Median returns the middle one of some values, the larger one of two.
func Median[T cmp.Ordered](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
