package e2e

import (
	"os"
	"runtime"
	"syscall"
)

// obeysPermissions reports whether the programs that this goroutine starts from now on are held to the permissions of
// files. Root's are once the capability to override them isn't among those that a new program can get, which is a
// matter of the thread that starts it.
func obeysPermissions() bool {
	if os.Geteuid() != 0 {
		return true
	}
	const dacOverride = 1  // CAP_DAC_OVERRIDE
	runtime.LockOSThread() // and no unlocking: the thread ends with the goroutine
	_, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_CAPBSET_DROP, dacOverride, 0)
	return errno == 0
}
