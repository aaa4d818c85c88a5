package report

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// The exit statuses: as those of tflint, 2 says that --fail-on has something to say. 130 is what shells have for a program
// that was interrupted.
const (
	exitFine    = 0
	exitError   = 1
	exitFound   = 2
	exitStopped = 130
)

const usage = `tflint-ruleset-s3-encryption is a plugin of tflint: tflint starts it. Put it where tflint looks
for plugins, enable it in .tflint.hcl, and run tflint:

  plugin "s3-encryption" {
    enabled = true
  }

By itself it tells how the buckets and keys of a configuration stand:

  tflint-ruleset-s3-encryption report [DIR]
  S3_ENCRYPTION_REPORT=1 tflint --format=json --force | tflint-ruleset-s3-encryption report

  tflint-ruleset-s3-encryption report --help
  tflint-ruleset-s3-encryption --version
`

// Main runs the program with its arguments, without its name, and returns its exit status.
func Main(args []string, in io.Reader, out, problems io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(out, usage)
		return exitFine
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		fmt.Fprint(out, usage)
		return exitFine
	case "-v", "-version", "--version", "version":
		fmt.Fprintln(out, "tflint-ruleset-s3-encryption", project.Version)
		return exitFine
	case "report":
	default:
		fmt.Fprintf(problems, "there is no command %q: see tflint-ruleset-s3-encryption --help\n", args[0])
		return exitError
	}
	// As a signal it would end the program at once, where whoever reads the output has seen enough: what is
	// noticed is an error of the write instead.
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	defer signal.Stop(broken)
	c, err := parse(args[1:], problems)
	if errors.Is(err, flag.ErrHelp) {
		return exitFine
	}
	status := exitError
	if err == nil {
		status, err = c.run(in, out, problems)
	}
	if err != nil {
		fmt.Fprintln(problems, "report:", strings.TrimSpace(err.Error()))
		if errors.Is(err, errStopped) {
			return exitStopped
		}
		return exitError
	}
	return status
}

// command is what is asked of the command report.
type command struct {
	host         host
	dir          string // "" to read from the standard input, if that is no terminal
	format       string
	output       string
	inject       string
	changedSince string
	failOn       string
	sensitive    bool
}

// parse reads the arguments. What is wrong with them is the error.
func parse(args []string, problems io.Writer) (*command, error) {
	c := &command{}
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Usage = func() {
		fmt.Fprint(problems, "tflint-ruleset-s3-encryption report [FLAGS] [DIR]\n\n"+
			"Tells how the S3 buckets and keys of a configuration stand, and why the rest isn't known. With DIR, or at a\n"+
			"terminal, it runs tflint there; else it reads what S3_ENCRYPTION_REPORT=1 tflint --format=json --force prints.\n\n")
		flags.PrintDefaults()
	}
	flags.StringVar(&c.format, "format", "text", "`FORMAT`: "+strings.Join(formatNames(), ", "))
	flags.StringVar(&c.output, "output", "", "write to `FILE`")
	flags.StringVar(&c.inject, "inject", "", "write Markdown into `FILE`, between two markers")
	flags.StringVar(&c.changedSince, "changed-since", "", "tell what differs from `FILE`, a report in JSON")
	flags.StringVar(&c.failOn, "fail-on", "", "end with exit status 2 on `WHAT`: no, unknown (or no), worse (needs --changed-since)")
	flags.BoolVar(&c.sensitive, "sensitive-only", false, "only what is sensitive")
	c.host.flags(flags)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 1 {
		return nil, fmt.Errorf("one directory at a time, not %s: --recursive takes those below as well", strings.Join(flags.Args(), " and "))
	}
	c.dir = flags.Arg(0)
	switch {
	case formats[c.format] == nil:
		return nil, fmt.Errorf("--format=%s: want one of %s", c.format, strings.Join(formatNames(), ", "))
	case c.failOn != "" && c.failOn != "no" && c.failOn != "unknown" && c.failOn != "worse":
		return nil, fmt.Errorf("--fail-on=%s: want no, unknown or worse", c.failOn)
	case c.failOn == "worse" && c.changedSince == "":
		return nil, errors.New("--fail-on=worse needs --changed-since=FILE")
	case c.inject != "" && c.output != "":
		return nil, errors.New("--inject and --output: only one of them can be set")
	}
	return c, nil
}

func (c *command) run(in io.Reader, out, problems io.Writer) (int, error) {
	var before *posture.Report
	if c.changedSince != "" {
		var err error
		if before, err = readReport(c.changedSince); err != nil {
			return exitError, err
		}
	}
	said, err := c.notes(in)
	if err != nil {
		return exitError, err
	}
	for _, remark := range slices.Concat(said.remarks, said.lost) {
		fmt.Fprintln(problems, "report:", remark)
	}
	for _, e := range said.errors {
		fmt.Fprintln(problems, "tflint:", e)
	}
	r := posture.NewReport(said.notes)
	r.Errors = slices.Concat(said.errors, said.lost)
	if c.sensitive {
		r.OnlySensitive()
		if before != nil {
			before.OnlySensitive()
		}
	}
	if before != nil {
		r.Compare(before)
	}
	if err := c.write(out, r); err != nil {
		return exitError, err
	}
	return c.status(r), nil
}

// notes reads what tflint has printed, or has it print.
func (c *command) notes(in io.Reader) (*said, error) {
	if c.dir == "" && !isTerminal(in) {
		return read(in)
	}
	if c.dir == "" {
		c.dir = "."
	}
	return c.host.run(c.dir)
}

// status is the exit status for what is asked by --fail-on.
func (c *command) status(r *posture.Report) int {
	switch worst := r.Worst(); {
	case c.failOn != "" && len(r.Errors) > 0, // what couldn't be inspected may be anything
		c.failOn == "worse" && r.Changes != nil && len(r.Changes.Worse) > 0,
		c.failOn == "no" && worst == posture.Wrong,
		c.failOn == "unknown" && worst >= posture.Open:
		return exitFound
	}
	return exitFine
}

// isTerminal reports whether somebody sits at the other end.
func isTerminal(f any) bool {
	file, ok := f.(*os.File)
	if !ok {
		return false
	}
	return term.IsTerminal(int(file.Fd())) // /dev/null is a device as well, and none
}
