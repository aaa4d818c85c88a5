// Command corpus runs the plugin over real Terraform: tflint, with and without --fix, in every directory with
// configuration below those that are given, or in those that a list names. It works in a copy.
//
//	go run ./corpus -tflint ../../.bin/tflint -plugins ../../.bin/plugins -census ../../.bin/census [-list FILE] TREE...
//
// It ends with an error if the plugin crashes or fails, if a fix makes a module worse, or if a second --fix changes
// anything.
//
// With -before FOLDER it prints a table instead: what an earlier build of the plugin finds and fixes in each directory, and
// what this one does.
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
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	var r runner
	flag.StringVar(&r.tflint, "tflint", ".bin/tflint", "the tflint `program`")
	flag.StringVar(&r.plugins, "plugins", ".bin/plugins", "the `folder` with the plugin")
	flag.StringVar(&r.census, "census", "", "the `folder` with the plugin that counts; none = no counts")
	before := flag.String("before", "", "the `folder` with an earlier build of the plugin: what the two find and fix is compared, and nothing else is done")
	preset := flag.String("preset", "recommended", "the `preset` of the plugin")
	list := flag.String("list", "", "a `file` with the directories to inspect, one a line, relative to the only tree")
	workers := flag.Int("workers", 2, "how many directories are inspected at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, path := range []*string{&r.tflint, &r.plugins, &r.census, before} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if r.home, err = os.MkdirTemp("", "corpus"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(r.home)) }()
	if err := r.configure(*preset); err != nil {
		return err
	}

	var dirs []string
	for n, tree := range flag.Args() {
		copied := filepath.Join(r.home, fmt.Sprint("tree", n))
		if err := copyTree(tree, copied); err != nil {
			return err
		}
		found, err := modules(copied)
		if err != nil {
			return err
		}
		dirs = append(dirs, found...)
	}
	if *list != "" {
		if dirs, err = listed(*list, filepath.Join(r.home, "tree0"), dirs); err != nil {
			return err
		}
	}
	if len(dirs) == 0 {
		return errors.New("there is nothing to inspect")
	}
	if *before != "" {
		earlier := r
		earlier.plugins = *before
		return compare(ctx, os.Stdout, &earlier, &r, dirs)
	}
	reports := r.all(ctx, dirs, *workers)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return summarize(os.Stdout, reports)
}

// all inspects directories, in the order given.
func (r *runner) all(ctx context.Context, dirs []string, workers int) []*report {
	reports := make([]*report, len(dirs))
	next := make(chan int)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := range next {
				reports[i] = r.inspect(ctx, dirs[i])
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

// modules returns the folders with configuration, sorted.
func modules(tree string) ([]string, error) {
	var dirs []string
	err := filepath.WalkDir(tree, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && isConfiguration(entry.Name()) {
			dirs = append(dirs, filepath.Dir(path))
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
func listed(list, tree string, dirs []string) ([]string, error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		dir := filepath.Join(tree, strings.TrimSpace(line))
		if !slices.Contains(dirs, dir) {
			return nil, fmt.Errorf("%s: %s has no configuration", list, strings.TrimSpace(line))
		}
		out = append(out, dir)
	}
	return out, nil
}
