// Package markdown reads the documentation for the tests of it: code blocks, and
// the commands in them. It knows as much of Markdown as these pages use.
package markdown

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// Pages returns the text of the Markdown files of a tree, by path. Hidden folders
// but .github, and dist, aren't part of the documentation.
func Pages(tree fs.FS) (map[string]string, error) {
	pages := map[string]string{}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if base := path.Base(name); name != "." && strings.HasPrefix(base, ".") && base != ".github" || base == "dist" {
				return fs.SkipDir
			}
		case path.Ext(name) == ".md":
			text, err := fs.ReadFile(tree, name)
			pages[name] = strings.ReplaceAll(string(text), "\r\n", "\n")
			return err
		}
		return nil
	})
	return pages, err
}

// A Block is a code block.
type Block struct {
	Page      string
	Line      int    // of its fence
	Language  string // as the fence names it, "" if it doesn't
	Text      string // without the indentation of the fence
	Generated bool   // written by docgen
}

// String says where a block is.
func (b Block) String() string { return fmt.Sprintf("%s:%d", b.Page, b.Line) }

var (
	fence = regexp.MustCompile("^( *)(```+|~~~+)(.*)$")
	begin = regexp.MustCompile(`^<!-- \w+:begin -->$`)
	end   = regexp.MustCompile(`^<!-- \w+:end -->$`)
)

// Blocks returns the code blocks of a page. A page of which the first line says
// that it is written by a program is generated as a whole, apart from what stands
// below "## Why", which is written by hand.
func Blocks(page, text string) ([]Block, error) {
	var blocks []Block
	var open *Block
	var indent, mark string
	generated := strings.HasPrefix(text, "<!-- Written by ")
	for i, line := range strings.Split(text, "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case open != nil && m != nil && m[2] == mark && strings.TrimSpace(m[3]) == "":
			blocks = append(blocks, *open)
			open = nil
		case open != nil:
			open.Text += strings.TrimPrefix(line, indent) + "\n"
		case m != nil:
			indent, mark = m[1], m[2]
			language, _, _ := strings.Cut(strings.TrimSpace(m[3]), " ")
			open = &Block{Page: page, Line: i + 1, Language: language, Generated: generated}
		case begin.MatchString(line):
			generated = true
		case end.MatchString(line), line == "## Why":
			generated = false
		}
	}
	if open != nil {
		return nil, fmt.Errorf("%s: the code block has no end", open)
	}
	return blocks, nil
}

// All returns the code blocks of all pages of a tree.
func All(tree fs.FS) ([]Block, error) {
	pages, err := Pages(tree)
	if err != nil {
		return nil, err
	}
	var all []Block
	for name, text := range pages {
		blocks, err := Blocks(name, text)
		if err != nil {
			return nil, err
		}
		all = append(all, blocks...)
	}
	return all, nil
}

// Console returns the commands of a block in language console, and whether it also
// shows what they print.
func (b Block) Console() (commands []string, output bool) {
	for line := range strings.Lines(b.Text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, strings.TrimSpace(command))
		} else if strings.TrimSpace(line) != "" {
			output = true
		}
	}
	return commands, output
}

// step is a line of a workflow that is a command.
var step = regexp.MustCompile(`^\s*(?:- )?(?:run: |entry: )?(?:bash -c ')?((?:tflint|make|go|git|reviewdog) .*?)'?$`)

// Steps returns the commands of a block in YAML that is a workflow: of the programs
// that the pages use.
func (b Block) Steps() []string {
	var commands []string
	for line := range strings.Lines(b.Text) {
		if m := step.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			commands = append(commands, m[1])
		}
	}
	return commands
}

// Commands are those of a block, whatever its language.
func (b Block) Commands() []string {
	if b.Language == "yaml" {
		return b.Steps()
	}
	commands, _ := b.Console()
	return commands
}
