// Package trust holds tests that attack the product as a whole: over every
// fixture of the rules and over what can be made of them.
//
//   - Metamorphic tests write a fixture in another way that means the same, and
//     hold that the same is reported.
//   - A fuzz target breaks fixtures and holds that no fix makes them worse.
//   - Odd files are what editors, other tools and other systems leave behind.
//
// What holds of a fix for Terraform of others too is here as well, for internal/corpus.
package trust
