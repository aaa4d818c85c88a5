// Package lint is the frame in which rules run. A Rule is data and a function that answers for each
// thing that it judges; the frame adapts it to tflint, hands it a Snapshot of the module,
// and reports the answers that are no: one issue for each source block, in source order, with
// the fix that all instances of the block want, or with the reason why there is none.
//
// What the host makes difficult is handled here once (see docs/architecture.md):
// the snapshot is dropped after a fix, an edit that fails makes an issue not
// fixable instead of failing the run, annotations are read again while fixing,
// and called modules are left alone, because the run of the root module sees
// the tree.
//
// The package knows nothing of AWS, nor of what the rules decide.
package lint
