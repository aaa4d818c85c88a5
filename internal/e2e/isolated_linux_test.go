package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// attemptVariable is set where this program is to make an attempt, and is no test: its name and what it is made with.
const attemptVariable = "E2E_ATTEMPT"

// attempts are what a plugin should not do, and at the end what it has to.
var attempts = map[string]func(argument string) error{
	"dial": func(address string) error {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return err
		}
		return conn.Close()
	},
	"interface": func(string) error {
		all, err := net.Interfaces()
		if err != nil {
			return err
		}
		for _, i := range all {
			if i.Flags&net.FlagUp != 0 {
				return nil
			}
		}
		return errors.New("none is up")
	},
	"write":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "new"), nil, 0o600) },
	"overwrite": func(dir string) error { return os.WriteFile(filepath.Join(dir, "old"), nil, 0o600) },
	"append": func(dir string) error {
		_, err := os.OpenFile(filepath.Join(dir, "old"), os.O_WRONLY|os.O_APPEND, 0)
		return err
	},
	"truncate": func(dir string) error { return os.Truncate(filepath.Join(dir, "old"), 0) },
	"rename":   func(dir string) error { return os.Rename(filepath.Join(dir, "old"), filepath.Join(dir, "moved")) },
	"folder":   func(dir string) error { return os.Mkdir(filepath.Join(dir, "folder"), 0o700) },
	"link":     func(dir string) error { return os.Symlink("old", filepath.Join(dir, "link")) },
	"chmod":    func(dir string) error { return os.Chmod(filepath.Join(dir, "old"), 0o777) },
	"program":  func(string) error { return exec.Command("go", "version").Run() },
	"serve": func(dir string) error {
		if _, err := os.ReadFile(filepath.Join(dir, "old")); err != nil {
			return err
		}
		file, err := os.CreateTemp(dir, "")
		if err != nil {
			return err
		}
		if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
			return err
		}
		socket, err := net.Listen("unix", file.Name())
		if err != nil {
			return err
		}
		return socket.Close()
	},
}

// Before the tests, and instead of them: what TestMain builds isn't needed. Where the attempt is to be made confined, the
// file before this one has seen to that; if it hadn't, TestConfined would fail.
func init() {
	name, argument, ok := strings.Cut(os.Getenv(attemptVariable), " ")
	if !ok {
		return
	}
	if err := attempts[name](argument); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// attempt returns a run of this program that makes an attempt.
func attempt(t *testing.T, name, argument string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), attemptVariable+"="+name+" "+argument)
	return cmd
}

// listen returns the address of something that listens on this machine.
func listen(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// noNetwork starts a process in a network namespace of its own. Its only interface is the loopback, which is down. Those
// who aren't root need a namespace of users for it, in which they stay who they are.
func noNetwork() *syscall.SysProcAttr {
	if os.Getuid() == 0 {
		return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	}
	return &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
	}
}

// TestWithoutNetwork runs tflint and the plugin where there is no network: they find and fix what they always do.
func TestWithoutNetwork(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("no version of tflint makes a difference")
	}
	address := listen(t)
	for _, name := range []string{"dial", "interface"} {
		if out, err := attempt(t, name, address).CombinedOutput(); err != nil {
			t.Fatalf("%s, with the network: %v, %s", name, err, out)
		}
		cmd := attempt(t, name, address)
		cmd.SysProcAttr = noNetwork()
		out, err := cmd.CombinedOutput()
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOSYS) || errors.Is(err, syscall.ENOSPC) {
			unavailable(t, "network namespaces", err.Error())
		}
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		if cmd.ProcessState.ExitCode() != 1 || len(out) == 0 {
			t.Fatalf("%s, without a network: %v, %s; want it to fail", name, err, out)
		}
	}
	checkSetting(t, setting{plugins: plainDir, attr: noNetwork()})
}

// unavailable skips a test for want of what the machine doesn't have or doesn't permit. Where ISOLATION_REQUIRED is set, as
// in our workflow, the test fails instead.
func unavailable(t *testing.T, what, reason string) {
	t.Helper()
	if os.Getenv("ISOLATION_REQUIRED") != "" {
		t.Fatalf("no %s: %s", what, reason)
	}
	t.Skipf("NOT TESTED: no %s on this machine: %s", what, reason)
}

// checkSetting runs tflint in a setting over the example of each rule, the cases with modules or files to be read, and the
// folder examples, and holds that it finds and fixes what it does elsewhere.
func checkSetting(t *testing.T, s setting) {
	t.Helper()
	cases, err := fixture.All(filepath.Join(root, "rules", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range cases {
		if c.Name != "example" && !strings.HasPrefix(c.Name, "modules_") && !readsFiles(c) {
			continue
		}
		n++
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			t.Parallel()
			checkFixture(t, s, c)
		})
	}
	if n == 0 {
		t.Fatal("there are no cases")
	}
	t.Run("examples", func(t *testing.T) {
		t.Parallel()
		examples := os.DirFS(filepath.Join(root, "examples"))
		here, there := t.TempDir(), t.TempDir()
		if err := errors.Join(os.CopyFS(here, examples), os.CopyFS(there, examples)); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{nil, {"--fix"}, nil} {
			args = append(args, "--recursive", "--config="+filepath.Join(here, ".tflint.hcl"))
			if diff := cmp.Diff(inspect(t, here, args...), s.inspect(t, there, args...)); diff != "" {
				t.Errorf("%q (-elsewhere +here):\n%s", args, diff)
			}
		}
		if diff := cmp.Diff(contents(t, here), contents(t, there)); diff != "" {
			t.Errorf("files after --fix (-elsewhere +here):\n%s", diff)
		}
		if before, err := fs.ReadFile(examples, "before/main.tf"); err != nil || string(before) == contents(t, there)["before/main.tf"] {
			t.Errorf("nothing was fixed: %v", err)
		}
	})
}

func readsFiles(c *fixture.Case) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(c.Files)), func(text []byte) bool { return bytes.Contains(text, []byte("file(")) })
}
