// Package lint is the frame in which rules run. A Rule is data and a check; the
// frame adapts it to tflint, hands it the inventory of the module, and reports
// what it finds: one issue for each source block, in source order.
//
// What the host makes difficult is handled here once (see docs/architecture.md):
// the inventory is dropped after a fix, an edit that fails makes an issue not
// fixable instead of failing the run, annotations are read again while fixing,
// and called modules are left alone, because the run of the root module sees
// the tree.
//
// The package knows nothing of what the rules decide.
package lint
