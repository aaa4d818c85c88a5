// Command corpus runs the plugin over real Terraform: tflint, with and without --fix, in every directory with
// configuration below those that are given, or in those that a list names. It works in copies.
//
//	corpus -tflint .bin/tflint -plugins .bin/plugins [-before FOLDER] [-list FILE] TREE...
//	corpus -tflint .bin/tflint -plugins .bin/plugins -labels FILE TREE
//
// It ends with an error if the plugin crashes or fails, if Terraform would refuse what a fix has made, or if a second
// --fix changes anything; and it counts how much of what the rules ask is known. With -before it prints instead what an
// earlier build of the plugin finds and fixes in each directory, and what this one does. With -labels it compares
// what the plugin knows and reports with what somebody has read (labels.go has the form), and inspects in place.
//
// It has to be built under the plugin's name, in a folder of its own: for the counts tflint runs it as a plugin that
// finds nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

func main() {
	if os.Getenv(censusFile) != "" {
		serveCensus()
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	var r runner
	flag.StringVar(&r.tflint, "tflint", ".bin/tflint", "the tflint `program`")
	flag.StringVar(&r.plugins, "plugins", ".bin/plugins", "the `folder` with the plugin")
	flag.StringVar(&r.earlier, "before", "", "the `folder` with an earlier build of the plugin, to compare with")
	preset := flag.String("preset", "recommended", "the `preset` of the plugin")
	list := flag.String("list", "", "a `file` with the directories to inspect, one a line, relative to the only tree")
	readings := flag.String("labels", "", "a `file` with what somebody has read in repositories by hand, which are folders OWNER+NAME of the only tree")
	workers := flag.Int("workers", 2, "how many directories are inspected at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, path := range []*string{&r.tflint, &r.plugins, &r.earlier} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if r.earlier == "" {
		r.census = filepath.Dir(self)
	}
	home, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()

	if *readings != "" {
		r.home = home
		if err := r.configure("strict"); err != nil {
			return err
		}
		return r.compareWithLabels(ctx, os.Stdout, *readings, flag.Arg(0))
	}

	// Each worker has a copy: what one fixes, another may read as a module.
	var runners []*runner
	for n := range max(*workers, 1) {
		r.home = filepath.Join(home, fmt.Sprint(n))
		for n, tree := range flag.Args() {
			if err := copyTree(tree, filepath.Join(r.home, fmt.Sprint("tree", n))); err != nil {
				return err
			}
		}
		if err := r.configure(*preset); err != nil {
			return err
		}
		one := r
		runners = append(runners, &one)
	}
	dirs, err := modules(r.home)
	if err == nil && *list != "" {
		dirs, err = listed(*list, dirs)
	}
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return errors.New("there is nothing to inspect")
	}
	reports := inspectAll(ctx, runners, dirs)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if r.earlier != "" {
		compare(os.Stdout, reports)
	}
	return summarize(os.Stdout, reports)
}

// inspectAll inspects directories, and reports in the order given.
func inspectAll(ctx context.Context, runners []*runner, dirs []string) []*report {
	reports := make([]*report, len(dirs))
	next := make(chan int)
	var group sync.WaitGroup
	for _, r := range runners {
		group.Go(func() {
			for i := range next {
				reports[i] = r.inspect(ctx, r.plugins, dirs[i])
				if r.earlier != "" {
					reports[i].before = r.inspect(ctx, r.earlier, dirs[i])
				}
			}
		})
	}
	for i := range dirs {
		next <- i
	}
	close(next)
	group.Wait()
	return reports
}

// copyTree copies what is in a folder, without what git and terraform init have put there. Symbolic links are made anew,
// as they are.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, below)
		switch {
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == ".terraform"):
			return filepath.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type()&os.ModeSymlink != 0:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		case !entry.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	})
}

// modules returns the folders with configuration below one, relative to it and sorted.
func modules(home string) ([]string, error) {
	var dirs []string
	err := filepath.WalkDir(home, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && isConfiguration(entry.Name()) {
			dirs = append(dirs, strings.TrimPrefix(filepath.Dir(path), home+string(filepath.Separator)))
		}
		return err
	})
	slices.Sort(dirs)
	return slices.Compact(dirs), err
}

func isConfiguration(name string) bool {
	return strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, ".tf.json")
}

// listed returns the folders that a list names. It fails on one that isn't there.
func listed(list string, dirs []string) ([]string, error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		dir := filepath.Join("tree0", strings.TrimSpace(line))
		if !slices.Contains(dirs, dir) {
			return nil, fmt.Errorf("%s: %s has no configuration", list, strings.TrimSpace(line))
		}
		out = append(out, dir)
	}
	return out, nil
}
