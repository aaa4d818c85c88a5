// Package collect makes notes for the report of what the rules have answered, and of what the
// inventory says of each bucket and key whether a rule asks for it or not.
package collect
