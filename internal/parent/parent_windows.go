package parent

import "os"

// await returns when a process has ended. Windows lets anybody wait for one. Where the
// process can't be found it never returns: that isn't known to mean that it has ended.
func await(parent int) {
	p, err := os.FindProcess(parent)
	if err == nil {
		_, err = p.Wait()
	}
	if err != nil {
		select {}
	}
}
