// Package parent watches the process that has started this one.
//
// tflint ends its plugins when it is through with them. One that is killed, or whose
// editor is, can't: without a watch the plugin would stay, for ever where it waits to be
// asked, and with all the memory that it has taken where it is at work.
package parent

import "os"

// Watch ends this process soon after the one that has started it has ended, whatever it
// is doing then. It returns at once.
func Watch() {
	parent := os.Getppid()
	go func() {
		await(parent)
		os.Exit(1)
	}()
}
