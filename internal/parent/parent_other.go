//go:build !windows

package parent

import (
	"os"
	"time"
)

// interval is how often it is looked whether the parent is still there: a system call that
// costs less than a microsecond.
const interval = time.Second

// await returns when this process has another parent: the system gives it one when its own
// has ended. No system but Windows leaves the old number.
func await(parent int) {
	for os.Getppid() == parent {
		time.Sleep(interval)
	}
}
