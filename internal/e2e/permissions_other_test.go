//go:build !linux

package e2e

import "os"

// obeysPermissions reports whether programs are held to the permissions of files: root's aren't.
func obeysPermissions() bool { return os.Geteuid() != 0 }
