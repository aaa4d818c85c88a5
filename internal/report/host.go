package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// host is how tflint is run.
type host struct {
	tflint    string
	config    string
	recursive bool
	handedOn  []string // flags of tflint's own
}

func (h *host) flags(flags *flag.FlagSet) {
	flags.StringVar(&h.tflint, "tflint", "tflint", "the `PROGRAM` tflint")
	flags.StringVar(&h.config, "config", "", "tflint's configuration `FILE`, for all directories")
	flags.BoolVar(&h.recursive, "recursive", false, "also the directories below")
	for _, name := range []string{"var", "var-file", "call-module-type"} {
		flags.Func(name, "handed on to tflint with its `VALUE`; several are possible", func(value string) error {
			h.handedOn = append(h.handedOn, "--"+name+"="+value)
			return nil
		})
	}
}

// run has tflint inspect a directory, with this plugin alone and nothing of the user's configuration
// but what is about it.
func (h *host) run(dir string) (*said, error) {
	program, err := exec.LookPath(h.tflint)
	if err != nil {
		return nil, fmt.Errorf("%w: install tflint, or name it by --tflint", err)
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is no directory", dir)
	}
	temp, err := os.MkdirTemp("", "s3-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(temp) }() // a link and two lines, in the system's own folder for them
	plugins := filepath.Join(temp, "plugins")
	if err := install(plugins); err != nil {
		return nil, fmt.Errorf("put the plugin where tflint finds it: %w", err)
	}
	dirs := []string{dir}
	if h.recursive {
		if dirs, err = below(dir); err != nil {
			return nil, err
		}
	}
	out := &said{}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // or the folder would stay
	defer stop()
	for _, d := range dirs {
		if err := h.inspect(ctx, out, program, temp, plugins, d); err != nil {
			return nil, err
		}
	}
	err = out.complete()
	return out, err
}

// inspect runs tflint over one directory and enters what it says.
func (h *host) inspect(ctx context.Context, out *said, program, temp, plugins, dir string) error {
	from := h.config
	if from == "" {
		from = configurationOf(dir)
	}
	c, err := own(from)
	if err != nil {
		return err
	}
	for _, remark := range c.remarks { // one configuration may be for many directories
		if !slices.Contains(out.remarks, remark) {
			out.remarks = append(out.remarks, remark)
		}
	}
	config := filepath.Join(temp, "tflint"+c.extension)
	if err := os.WriteFile(config, c.text, 0o600); err != nil {
		return err
	}
	args := []string{"--format=json", "--force", "--config=" + config}
	if dir != "." {
		args = append(args, "--chdir="+dir)
	}
	cmd := exec.CommandContext(ctx, program, append(args, h.handedOn...)...)
	cmd.WaitDelay = patience
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "TFLINT_CONFIG_FILE=") || strings.HasPrefix(v, "TFLINT_PLUGIN_DIR=")
	}), posture.Variable+"=1", "TFLINT_PLUGIN_DIR="+plugins, "TFLINT_DISABLE_VERSION_CHECK=1")
	if len(temp) <= longestTemp { // a tflint that is killed leaves its sockets
		cmd.Env = append(cmd.Env, "TMPDIR="+temp)
	}
	failed := cmd.Run()
	if stopped(ctx, cmd) {
		return errStopped
	}
	var doc document
	if err := json.Unmarshal(stdout.Bytes(), &doc); err != nil || doc.Issues == nil {
		said := strings.TrimSpace(stderr.String())
		if said == "" {
			said = "no output"
		}
		if failed != nil {
			said = failed.Error() + ": " + said
		}
		return fmt.Errorf("%s: %s", program, strings.ReplaceAll(said, config, from))
	}
	for i := range doc.Errors {
		doc.Errors[i].Message = dir + ": " + strings.ReplaceAll(doc.Errors[i].Message, config, from)
	}
	return out.add(&doc)
}

// longestTemp is how long the name of a folder can be in which tflint makes its sockets: their names are 34 characters
// longer, and macOS takes 103.
const longestTemp = 65

// patience is how long tflint's plugins are waited for when tflint has been killed, and how long the signal is that a
// terminal sends to tflint as well and that tflint has ended by.
const patience = time.Second

var errStopped = errors.New("interrupted")

// stopped reports whether somebody has asked this program to end.
func stopped(ctx context.Context, cmd *exec.Cmd) bool {
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() < 0 { // ended by a signal
		select {
		case <-ctx.Done():
		case <-time.After(patience):
		}
	}
	return ctx.Err() != nil
}

// install links this program as a plugin into a new folder.
func install(plugins string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.Mkdir(plugins, 0o700); err != nil {
		return err
	}
	name := filepath.Join(plugins, "tflint-ruleset-"+project.Name)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.Symlink(self, name); err == nil {
		return nil
	}
	program, err := os.ReadFile(self) // where links need a privilege
	if err != nil {
		return err
	}
	return os.WriteFile(name, program, 0o700)
}

// below returns the directories with Terraform files at and below one, those that tflint's
// --recursive goes through: none whose name begins with a dot.
func below(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != dir && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".tf") && !strings.HasSuffix(name, ".tf.json"):
			return nil
		}
		if folder := filepath.Dir(name); !slices.Contains(out, folder) {
			out = append(out, folder)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = errors.New("there are no Terraform files in " + dir)
	}
	return out, err
}
