package rules_test

import (
	"log"
	"os"
)

// origin is the folder in which the tests start.
var origin = func() string {
	dir, err := os.Getwd()
	if err != nil {
		log.Fatal(err)
	}
	return dir
}()
