// Command bench measures what the plugin costs: tflint with this plugin beside tflint with the same plugin and every
// rule off, over generated modules (package benchgen). Runs of the two alternate, so that a busy machine slows both.
// Absolute times depend on the machine; ratios much less.
//
//	go run ./bench -tflint ../../.bin/tflint -plugins ../../.bin/plugins -max 1000
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/benchgen"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/timing"
)

// enough is how long a pair of measurements is repeated, within the bounds of minRuns and maxRuns.
const (
	enough  = 15 * time.Second
	minRuns = 3
	maxRuns = 10
)

// nothing turns every rule off.
const nothing = timing.Config + "config {\n  disabled_by_default = true\n}\n"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	var b bench
	flag.StringVar(&b.tflint, "tflint", ".bin/tflint", "the tflint `program`")
	flag.StringVar(&b.plugins, "plugins", ".bin/plugins", "the `folder` with the plugin")
	largest := flag.Int("max", 10_000, "leave out modules of more than `n` buckets, mixed resources or calls")
	only := flag.String("only", "", "measure only the `kind` of module whose name begins so")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return b.run(ctx, *largest, *only)
}

type bench struct {
	tflint, plugins string
	home            string
}

func (b *bench) run(ctx context.Context, largest int, only string) (err error) {
	for _, path := range []*string{&b.tflint, &b.plugins} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if b.home, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.home)) }()

	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\t\t\twith plugin\t\tdo-nothing\t\tratio\t\tten times\tpeak MB, with plugin\t\tdo-nothing\t\t")
	fmt.Fprintln(table, "module\tMB\truns\tmin ms\tmedian\tmin ms\tmedian\tmin\tmedian\tthe size\ttflint\tplugin\ttflint\tplugin\t")
	for _, kind := range []struct {
		name  string
		sizes []int
		files func(int) map[string]string
	}{
		{"buckets", []int{10, 100, 1_000, 10_000}, benchgen.Buckets},
		{"mixed resources", []int{1_000, 10_000}, benchgen.Mixed},
		{"calls of a module", []int{4, 40, 400}, benchgen.Calls},
	} {
		var smaller time.Duration
		for _, n := range kind.sizes {
			if n > largest || !strings.HasPrefix(kind.name, only) {
				continue
			}
			fmt.Fprintf(os.Stderr, "measuring %d %s...\n", n, kind.name)
			r, err := b.measure(ctx, kind.files(n))
			if err != nil {
				return fmt.Errorf("%d %s: %w", n, kind.name, err)
			}
			growth := "-"
			if smaller > 0 {
				growth = fmt.Sprintf("x%.1f", float64(slices.Min(r.with))/float64(smaller))
			}
			smaller = slices.Min(r.with)
			fmt.Fprintf(table, "%d %s\t%.2f\t%d\t%s\t%s\t%s\t%s\t%.2f\t%.2f\t%s\t%s\t%s\t%s\t%s\t\n",
				n, kind.name, float64(r.bytes)/1e6, len(r.with),
				ms(slices.Min(r.with)), ms(timing.Median(r.with)), ms(slices.Min(r.without)), ms(timing.Median(r.without)),
				float64(slices.Min(r.with))/float64(slices.Min(r.without)), timing.Median(timing.Ratios(r.with, r.without)),
				growth,
				r.peakWith.Host, r.peakWith.Plugin, r.peakWithout.Host, r.peakWithout.Plugin)
		}
	}
	return table.Flush()
}

// A measurement has the times of one module, in the order of the runs.
type measurement struct {
	bytes                 int
	with, without         []time.Duration
	peakWith, peakWithout timing.Peak
}

func (b *bench) measure(ctx context.Context, files map[string]string) (r measurement, err error) {
	dir, err := os.MkdirTemp(b.home, "module")
	if err != nil {
		return r, err
	}
	if r.bytes, err = timing.Write(dir, files); err != nil {
		return r, err
	}
	// A first run of each, not timed, watches memory and warms the machine's file cache.
	if _, err = b.once(ctx, dir, timing.Config, &r.peakWith); err != nil {
		return r, err
	}
	if _, err = b.once(ctx, dir, nothing, &r.peakWithout); err != nil {
		return r, err
	}
	for start := time.Now(); len(r.with) < minRuns || len(r.with) < maxRuns && time.Since(start) < enough; {
		with, err := b.once(ctx, dir, timing.Config, nil)
		if err != nil {
			return r, err
		}
		without, err := b.once(ctx, dir, nothing, nil)
		if err != nil {
			return r, err
		}
		r.with, r.without = append(r.with, with), append(r.without, without)
	}
	return r, nil
}

// once runs tflint over dir and returns the wall time of the whole process. With a peak it watches memory too.
func (b *bench) once(ctx context.Context, dir, config string, watch *timing.Peak) (time.Duration, error) {
	if err := os.WriteFile(filepath.Join(dir, ".tflint.hcl"), []byte(config), 0o644); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, b.tflint, "--format=compact")
	cmd.Dir = dir
	cmd.Env = timing.Environment(b.home, b.plugins)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	wall, err := timing.Run(cmd, watch)
	if err != nil {
		return 0, fmt.Errorf("%w\n%.2000s", err, out.String())
	}
	if out.Len() > 0 {
		return 0, fmt.Errorf("tflint has something to say of a module that is as it should be:\n%.2000s", out.String())
	}
	return wall, nil
}

func ms(d time.Duration) string {
	return strconv.FormatInt(d.Milliseconds(), 10)
}
