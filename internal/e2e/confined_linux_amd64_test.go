package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// confinedVariable is set where this program is to confine itself, and then to be another one: that one's path.
const confinedVariable = "E2E_CONFINED"

// exitUnconfined is the exit status if the kernel doesn't take the filter.
const exitUnconfined = 9

func init() {
	program := os.Getenv(confinedVariable)
	if program == "" || os.Args[0] == program {
		return
	}
	runtime.LockOSThread() // the filter is that of the thread, and of what the thread becomes
	if err := confine(); err != nil {
		fmt.Fprintln(os.Stderr, "confine:", err)
		os.Exit(exitUnconfined)
	}
	fmt.Fprintln(os.Stderr, syscall.Exec(program, append([]string{program}, os.Args[1:]...), os.Environ()))
	os.Exit(1)
}

// confine has the kernel kill this process if it ever asks for a socket that isn't a Unix one, for a file to write to, for
// any other change to what a folder holds, or for another program. It may remove files, and may make one under a name that
// is free: go-plugin looks for a name for its socket in this way.
func confine() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	filter := newFilter()
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program))); errno != 0 {
		return errno
	}
	return nil
}

// killed are the system calls that are refused whatever their arguments.
var killed = []uint32{
	unix.SYS_CREAT, unix.SYS_OPENAT2, unix.SYS_TRUNCATE, unix.SYS_FALLOCATE,
	unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2,
	unix.SYS_MKDIR, unix.SYS_MKDIRAT, unix.SYS_MKNOD, unix.SYS_MKNODAT,
	unix.SYS_LINK, unix.SYS_LINKAT, unix.SYS_SYMLINK, unix.SYS_SYMLINKAT,
	unix.SYS_CHMOD, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2,
	unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT,
	unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT, unix.SYS_UTIMENSAT,
	unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_SETXATTRAT,
	unix.SYS_FORK, unix.SYS_VFORK, unix.SYS_EXECVEAT, unix.SYS_PTRACE,
	unix.SYS_IO_URING_SETUP, // which makes system calls that no filter sees
}

// Where the kernel shows a filter what is asked for: struct seccomp_data.
const (
	offsetCall      = 0
	offsetArch      = 4
	offsetArguments = 16 // eight bytes each, the low ones first
)

const (
	writing = unix.O_ACCMODE | unix.O_CREAT | unix.O_EXCL | unix.O_TRUNC | unix.O_APPEND
	newFile = unix.O_RDWR | unix.O_CREAT | unix.O_EXCL // as os.CreateTemp opens it
	anyX32  = 0x40000000                               // the calls of another calling convention
)

func newFilter() []unix.SockFilter {
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		least = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		bits  = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		mask  = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
		end   = unix.BPF_RET | unix.BPF_K
	)
	step := func(code uint16, k uint32) unix.SockFilter { return unix.SockFilter{Code: code, K: k} }
	branch := func(code uint16, k uint32, yes, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: code, K: k, Jt: yes, Jf: no}
	}
	argument := func(n uint32) unix.SockFilter { return step(load, offsetArguments+8*n) }
	kill, allow := step(end, unix.SECCOMP_RET_KILL_PROCESS), step(end, unix.SECCOMP_RET_ALLOW)

	filter := []unix.SockFilter{
		step(load, offsetArch), branch(equal, unix.AUDIT_ARCH_X86_64, 1, 0), kill,
		step(load, offsetCall), branch(least, anyX32, 0, 1), kill,
		branch(equal, unix.SYS_SOCKET, 0, 4), argument(0), branch(equal, unix.AF_UNIX, 0, 1), allow, kill,
		// A new process, and not a thread.
		branch(equal, unix.SYS_CLONE, 0, 4), argument(0), branch(bits, unix.CLONE_THREAD, 0, 1), allow, kill,
		// Its flags can't be seen. Without it, callers fall back to clone.
		branch(equal, unix.SYS_CLONE3, 0, 1), step(end, unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS)),
	}
	for call, flags := range map[uint32]uint32{unix.SYS_OPEN: 1, unix.SYS_OPENAT: 2} {
		filter = append(filter,
			branch(equal, call, 0, 6), argument(flags), step(mask, writing),
			branch(equal, unix.O_RDONLY, 1, 0), branch(equal, newFile, 0, 1), allow, kill)
	}
	for _, call := range killed {
		filter = append(filter, branch(equal, call, 0, 1), kill)
	}
	return append(filter, allow)
}

// TestConfined runs a plugin as it is released, which the kernel kills if it tries to reach a network, to write a file or
// to start a program. tflint, which isn't confined, writes its fixes.
func TestConfined(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("no version of tflint makes a difference")
	}
	launcher, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	address := listen(t)
	for name := range attempts {
		t.Run(name, func(t *testing.T) {
			for _, confined := range []bool{false, true} {
				dir := t.TempDir()
				write(t, filepath.Join(dir, "old"), "text")
				cmd := attempt(t, name, dir)
				if name == "dial" {
					cmd = attempt(t, name, address)
				}
				if confined {
					cmd.Args[0] = "confined"
					cmd.Env = append(cmd.Env, confinedVariable+"="+launcher)
				}
				out, err := cmd.CombinedOutput()
				if confined && cmd.ProcessState.ExitCode() == exitUnconfined {
					unavailable(t, "filters of system calls", string(out))
				}
				if dies := confined && name != "serve"; dies != wasKilled(cmd) || !dies && err != nil {
					t.Errorf("confined %t: %v, %s", confined, err, out)
				}
			}
		})
	}

	plugins := t.TempDir()
	link(t, launcher, filepath.Join(plugins, filepath.Base(releaseBinary(t))))
	s := setting{plugins: plugins, env: []string{confinedVariable + "=" + releaseBinary(t)}}
	checkSetting(t, s)
	t.Run("collecting", func(t *testing.T) {
		t.Parallel()
		collecting := setting{plugins: plugins, env: append(slices.Clone(s.env), "S3_ENCRYPTION_REPORT=1")}
		dir := reportModule(t)
		configure(t, dir, "")
		if out := collecting.tflint(t, dir, "--format=json", "--force").stdout; !strings.Contains(out, `\"address\":\"aws_s3_bucket.claims\"`) {
			t.Errorf("no notes in\n%s", out)
		}
	})
}

// wasKilled reports whether the kernel ended a process for a system call.
func wasKilled(cmd *exec.Cmd) bool {
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGSYS
}
