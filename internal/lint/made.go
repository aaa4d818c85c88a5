package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// made are the blocks that fixes have written since the plugin was started, and
// the files in which they stand. With --filter tflint keeps what fixes write in
// other files to itself, though it shows the plugin that they are there. A fix
// that refers to a new block of another file would leave a broken reference, so
// it waits for the next run, unless it is certain that there is no --filter.
type made struct {
	mu    sync.Mutex
	files map[string]string // by the address of the block
	fixes bool              // a fix has been applied
}

// fixed enters that a fix has been applied.
func (m *made) fixed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fixes = true
}

// any reports whether a fix has been applied, in this pass or one before.
func (m *made) any() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fixes
}

// add enters blocks of a file.
func (m *made) add(file string, addresses ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files == nil {
		m.files = map[string]string{}
	}
	for _, a := range addresses {
		m.files[a] = file
	}
}

// reaches fails if a block is new and in another file than the one given.
func (m *made) reaches(address, file string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if in := m.files[address]; in != "" && in != file && mayFilter() {
		return otherFile.Refuse("%s is new in %s, which this run may not write; the next run can refer to it", address, in)
	}
	return nil
}

// filters returns the patterns of --filter that tflint, the parent of this process,
// was given. It tells plugins of all that goes with --fix but this. Only Linux says it
// without another process; elsewhere known is false.
var filters = sync.OnceValues(func() (patterns []string, known bool) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", os.Getppid()))
	return filterPatterns(strings.Split(string(line), "\x00")), err == nil
})

// mayFilter reports whether tflint may have been given --filter.
var mayFilter = func() bool {
	patterns, known := filters()
	return len(patterns) > 0 || !known
}

// shown reports whether tflint shows the issues of a file of the module, as far as that
// can be known.
func shown(name string) bool {
	patterns, _ := filters()
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool { return selects(p, name) })
}

// selects reports whether a pattern of --filter names a file of the module under
// inspection. tflint takes it as relative to that directory.
func selects(pattern, name string) bool {
	pattern, name = filepath.Clean(pattern), filepath.Base(name)
	matches, err := filepath.Match(pattern, name)
	return err == nil && matches || pattern == name
}

// filterPatterns returns the values of tflint's flag --filter in command-line arguments.
func filterPatterns(args []string) []string {
	var out []string
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--filter="); ok {
			out = append(out, value)
		} else if arg == "--filter" && i+1 < len(args) {
			out = append(out, args[i+1])
		}
	}
	return out
}
