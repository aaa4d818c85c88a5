// Command measure runs another linter over the cases of docs/comparison and enters
// in docs/comparison/peers.json what it says. Run it in the module's root:
//
//	go run ./internal/comparison/measure -name=tfsec -version=1.26.0 -- /tmp/tfsec --format=json --soft-fail
//	go run ./internal/comparison/measure -name=KICS -version=2.2.0 -- /tmp/kics ...
//
// The folder with the configuration is appended to the command, which has to print
// JSON. What a linter's checks are called is read from the properties that -ids names.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/comparison"
)

func main() {
	name := flag.String("name", "", "what the linter is called")
	version := flag.String("version", "", "its version")
	ids := flag.String("ids", "long_id", "the property of its output that names a check")
	flag.Parse()
	if err := run(*name, *version, *ids, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(name, version, ids string, command []string) error {
	if name == "" || version == "" || len(command) == 0 {
		return errors.New("usage: measure -name=NAME -version=VERSION [-ids=PROPERTY] -- COMMAND [ARGUMENT...]")
	}
	root := os.DirFS(".")
	cases, err := comparison.Load(root)
	if err != nil {
		return err
	}
	peers, err := comparison.LoadPeers(root)
	if err != nil {
		return err
	}
	peer := comparison.Peer{Name: name, Version: version, Date: time.Now().UTC().Format(time.DateOnly), New: map[string][]string{}}
	said := 0
	linter := func(dir string) ([]string, error) {
		found, err := checks(append(slices.Clone(command), dir), ids)
		said += len(found)
		return found, err
	}
	for _, c := range cases {
		if peer.New[c.Name], err = c.New(linter); err != nil {
			return err
		}
		fmt.Println(c.Name, strings.Join(peer.New[c.Name], " "))
	}
	if said == 0 {
		return errors.New("the linter has nothing to say of any case: is the command right?")
	}
	peers = slices.DeleteFunc(peers, func(p comparison.Peer) bool { return p.Name == name })
	peers = append(peers, peer)
	slices.SortFunc(peers, func(a, b comparison.Peer) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(peers, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(comparison.Peers, append(text, '\n'), 0o644)
}

// checks runs a command and returns the checks that its output names. Linters end
// with an error where they find something, so output that is JSON is what counts.
func checks(command []string, ids string) ([]string, error) {
	out, failed := exec.Command(command[0], command[1:]...).Output()
	found, err := comparison.Texts(out, ids)
	if err != nil {
		return nil, errors.Join(failed, fmt.Errorf("its output: %w", err))
	}
	return found, nil
}
