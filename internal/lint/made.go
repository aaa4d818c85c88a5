package lint

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// made are the blocks that fixes have written since the plugin was started, and
// the files in which they stand. With --filter tflint keeps what fixes write in
// other files to itself, though it shows the plugin that they are there. A fix
// that refers to a new block of another file would leave a broken reference, so
// it waits for the next run, unless it is certain that there is no --filter.
type made struct {
	mu    sync.Mutex
	files map[string]string // by the address of the block
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
		return fmt.Errorf("%w: %s is new in %s, which this run may not write; the next run can refer to it", tflint.ErrFixNotSupported, address, in)
	}
	return nil
}

// mayFilter reports whether tflint, the parent of this process, may have been
// given --filter. It tells plugins of all that goes with --fix but this. Only
// Linux says it without another process.
var mayFilter = sync.OnceValue(func() bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", os.Getppid()))
	return err != nil || hasFilter(strings.Split(string(line), "\x00"))
})

// hasFilter reports whether command-line arguments have tflint's flag --filter.
func hasFilter(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == "--filter" || strings.HasPrefix(arg, "--filter=") })
}
