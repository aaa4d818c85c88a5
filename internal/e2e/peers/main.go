// Command peers measures how long other linters take beside tflint with this
// plugin, over the same generated module (package benchgen). A round runs each once,
// so that a busy machine slows all. Absolute times depend on the machine; ratios
// much less.
//
//	peers -tflint .bin/tflint -plugins .bin/plugins -tfsec /tmp/tfsec
//
// With -cases it asks instead what they say of the cases of docs/comparison. With -write
// the documentation has what was measured, after "make docs".
package main

import (
	"bytes"
	"cmp"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/benchgen"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/comparison"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/timing"
)

// faulty is one more file of the module, whose buckets are otherwise as this plugin
// wants them: a linter that reports nothing here hasn't looked.
const faulty = "faulty.tf"

const faultyText = "resource \"aws_s3_bucket\" \"faulty\" {\n  bucket = \"faulty\"\n}\n"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	var p programs
	flag.StringVar(&p.tflint, "tflint", ".bin/tflint", "the tflint `program`")
	flag.StringVar(&p.plugins, "plugins", ".bin/plugins", "the `folder` with the plugin")
	flag.StringVar(&p.tfsec, "tfsec", "", "the tfsec `program`")
	flag.StringVar(&p.trivy, "trivy", "", "the Trivy `program`")
	flag.StringVar(&p.kics, "kics", "", "the KICS `program`")
	flag.StringVar(&p.assets, "assets", "", "the `folder` assets of KICS's module, with queries and libraries")
	buckets := flag.Int("buckets", 500, "`how many` the module has")
	runs := flag.Int("runs", 5, "`how many` of each linter")
	cases := flag.Bool("cases", false, "ask what they say of the cases, not how long they take")
	write := flag.Bool("write", false, "write what was found out to docs/comparison, below the folder where this is run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *buckets < 1 || *runs < 1 {
		return errors.New("there is nothing to do")
	}
	for _, path := range []*string{&p.tflint, &p.plugins, &p.tfsec, &p.trivy, &p.kics, &p.assets} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	home, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	linters, err := p.linters(home, *buckets)
	if err != nil {
		return err
	}
	if len(linters) < 2 {
		return errors.New("give at least one of -tfsec, -trivy and -kics")
	}
	// No linter waits for the network, or says anything there: there is nothing at this address.
	environment := append(timing.Environment(home, p.plugins), "HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "DISABLE_CRASH_REPORT=1")
	for _, l := range linters {
		l.environment = environment
		if l.version, err = l.askVersion(ctx); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}

	var found any
	file := comparison.SpeedFile
	if *cases {
		file = comparison.Peers
		found, err = say(ctx, linters[1:])
	} else {
		found, err = measure(ctx, linters, filepath.Join(home, "module"), *buckets, *runs)
	}
	if err != nil || !*write {
		return err
	}
	text, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// programs are what is there to run; the linters that aren't are left out.
type programs struct {
	tflint, plugins, tfsec, trivy, kics, assets string
}

// linter is one way to run a program in the folder of a module.
type linter struct {
	name, program string
	args          []string
	peer          string // what it is called among the peers, "" if it is none
	check         string // the property in its JSON that names a check
	finding       string // a property that each finding in its JSON has once
	least         int    // how many findings there are at least
	report        string // the file that it writes its JSON to, if it doesn't print it
	versionFlag   string // what makes it tell its version
	version       string
	environment   []string

	times    []time.Duration
	peak     timing.Peak
	findings int // the most of any run
}

// linters returns this plugin and its peers. All are told to end well if they find
// something, and to fetch nothing.
func (p programs) linters(home string, buckets int) ([]*linter, error) {
	all := []*linter{
		// None of the buckets but the faulty one has anything that this plugin reports.
		{name: "tflint with this plugin", program: p.tflint, args: []string{"--force", "--format=json"}, finding: "link", least: 1, versionFlag: "--version"},
		// The others miss something of every bucket, as its versioning.
		{name: "tfsec", program: p.tfsec, args: []string{"--soft-fail", "--format=json", "."}, peer: "tfsec", check: "long_id", finding: "long_id", least: buckets, versionFlag: "--version"},
		{name: "Trivy", program: p.trivy, args: []string{"config", "--quiet", "--format=json", "--skip-check-update", "--skip-version-check", "--disable-telemetry", "."},
			peer: "Trivy", check: "ID", finding: "ID", least: buckets, versionFlag: "--version"},
	}
	if p.kics != "" {
		narrow := filepath.Join(home, "queries")
		if err := narrowQueries(narrow, filepath.Join(p.assets, "queries")); err != nil {
			return nil, err
		}
		all = append(all,
			p.kicsWith("KICS", filepath.Join(p.assets, "queries"), filepath.Join(home, "kics"), buckets),
			p.kicsWith("KICS, its queries for S3 and KMS", narrow, filepath.Join(home, "kics-narrow"), buckets))
		all[len(all)-1].peer = "KICS"
	}
	return slices.DeleteFunc(all, func(l *linter) bool { return l.program == "" }), nil
}

func (p programs) kicsWith(name, queries, report string, buckets int) *linter {
	return &linter{
		name: name, program: p.kics,
		args: []string{"scan", "--path=.", "--ignore-on-exit=results", "--no-progress", "--queries-path=" + queries,
			"--libraries-path=" + filepath.Join(p.assets, "libraries"), "--report-formats=json", "--output-path=" + report, "--output-name=report"},
		check: "query_name", finding: "similarity_id", least: buckets, report: filepath.Join(report, "report.json"), versionFlag: "version",
	}
}

// narrowQueries copies KICS's queries for S3 and KMS to a folder. It has no flag that
// chooses by service.
func narrowQueries(to, from string) error {
	copied := 0
	for _, prefix := range []string{"s3_", "kms_", "cmk_"} {
		names, err := filepath.Glob(filepath.Join(from, "terraform", "aws", prefix+"*"))
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := os.CopyFS(filepath.Join(to, "terraform", "aws", filepath.Base(name)), os.DirFS(name)); err != nil {
				return err
			}
			copied++
		}
	}
	if copied == 0 {
		return fmt.Errorf("%s: no queries for S3: is it the folder of KICS's module?", from)
	}
	return nil
}

// measure has the linters read a module in turn.
func measure(ctx context.Context, linters []*linter, dir string, buckets, runs int) (*comparison.Speed, error) {
	files := maps.Clone(benchgen.Buckets(buckets - 1))
	files[faulty] = faultyText
	files[".tflint.hcl"] = timing.Config
	if _, err := timing.Write(dir, files); err != nil {
		return nil, err
	}
	speed := &comparison.Speed{Date: today(), Machine: machine(), Buckets: buckets, Runs: runs}
	for round := range runs + 1 { // the first one isn't timed: it watches memory and warms the machine's file cache
		for _, l := range linters {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s...\n", round, runs, l.name)
			if err := l.once(ctx, dir, round == 0); err != nil {
				return nil, fmt.Errorf("%s: %w", l.name, err)
			}
		}
	}
	for _, l := range linters {
		speed.Linters = append(speed.Linters, comparison.Timing{
			Name: l.name, Version: l.version,
			Min: slices.Min(l.times).Milliseconds(), Median: timing.Median(l.times).Milliseconds(),
			Ratio: timing.Median(timing.Ratios(l.times, linters[0].times)),
			Peak:  int(l.peak.Host + l.peak.Plugin), Findings: l.findings,
		})
	}
	fmt.Print(speed.Table())
	return speed, nil
}

// say asks the linters for what they say of the cases. Of those that aren't there it returns what is known.
func say(ctx context.Context, linters []*linter) ([]comparison.Peer, error) {
	root := os.DirFS(".")
	cases, err := comparison.Load(root)
	if err != nil {
		return nil, err
	}
	peers, err := comparison.LoadPeers(root)
	if err != nil {
		return nil, err
	}
	for _, l := range linters {
		if l.peer == "" {
			continue
		}
		said, all := map[string][]string{}, 0
		for _, c := range cases {
			said[c.Name], err = c.New(func(dir string) ([]string, error) {
				report, _, err := l.run(ctx, dir, nil)
				if err != nil {
					return nil, err
				}
				checks, err := comparison.Texts(report, l.check)
				all += len(checks)
				return checks, err
			})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.name, err)
			}
			fmt.Println(l.peer, c.Name, strings.Join(said[c.Name], ", "))
		}
		if all == 0 {
			return nil, fmt.Errorf("%s reports nothing in any case: has it read them?", l.name)
		}
		peers = slices.DeleteFunc(peers, func(p comparison.Peer) bool { return p.Name == l.peer })
		peers = append(peers, comparison.Peer{Name: l.peer, Version: l.version, Date: today(), New: said})
	}
	slices.SortFunc(peers, func(a, b comparison.Peer) int { return strings.Compare(a.Name, b.Name) })
	return peers, nil
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// once runs a linter and holds that it has found something.
func (l *linter) once(ctx context.Context, dir string, first bool) error {
	var watch *timing.Peak
	if first {
		watch = &l.peak
	}
	report, wall, err := l.run(ctx, dir, watch)
	if err != nil {
		return err
	}
	n, err := l.count(report)
	if err != nil {
		return err
	}
	if l.findings != 0 && n != l.findings {
		fmt.Fprintf(os.Stderr, "%s: %d findings, and %d in another run\n", l.name, n, l.findings) // KICS does so
	}
	l.findings = max(l.findings, n)
	if !first {
		l.times = append(l.times, wall)
	}
	return nil
}

// run returns a linter's JSON, and how long it has taken.
func (l *linter) run(ctx context.Context, dir string, watch *timing.Peak) ([]byte, time.Duration, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, l.program, l.args...)
	cmd.Dir, cmd.Env = dir, l.environment
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	wall, err := timing.Run(cmd, watch)
	if err != nil {
		return nil, 0, fmt.Errorf("%w\n%.2000s%.2000s", err, stderr.String(), stdout.String())
	}
	if l.report == "" {
		return stdout.Bytes(), wall, nil
	}
	report, err := os.ReadFile(l.report)
	return report, wall, errors.Join(err, os.Remove(l.report)) // the next run has to write its own
}

// count returns how many findings a report has, and an error if they can't be all.
func (l *linter) count(report []byte) (int, error) {
	found, err := comparison.Texts(report, l.finding)
	switch {
	case err != nil:
		return 0, fmt.Errorf("its report: %w", err)
	case len(found) < l.least:
		return 0, fmt.Errorf("it reports %d times, expected at least %d: has it read the module?\n%.2000s", len(found), l.least, report)
	case !bytes.Contains(report, []byte(faulty)):
		return 0, fmt.Errorf("it reports nothing in %s", faulty)
	}
	return len(found), nil
}

var versionNumber = regexp.MustCompile(`\d+\.\d+\.\d+`)

// askVersion returns what a program says that its version is. One that was built from
// its module may not know it; then it's the version of the module.
func (l *linter) askVersion(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, l.program, l.versionFlag)
	cmd.Env = l.environment
	said, err := cmd.Output()
	if err != nil {
		return "", err
	}
	info, err := buildinfo.ReadFile(l.program)
	if err != nil {
		return "", err
	}
	return cmp.Or(versionNumber.FindString(string(said)), strings.TrimPrefix(info.Main.Version, "v")), nil
}

// machine says what the times were measured on.
func machine() string {
	name := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo") // Linux has it
	if _, rest, ok := strings.Cut(string(text), "model name\t: "); ok {
		name, _, _ = strings.Cut(rest, "\n")
	}
	return fmt.Sprintf("%s, %d cores, %s", name, runtime.NumCPU(), runtime.GOOS)
}
