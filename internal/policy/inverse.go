package policy

import "maps"

// Inverse returns a policy, in the form that [FromTree] takes, with Allow and
// Deny exchanged, to ask what the policy allows: if Denies says Denied of the
// inverse, the policy's Allow statements surely match the request, whatever the
// requester's choices; whether a Deny takes that back is to be asked of the policy
// itself. A statement whose effect isn't known stays one.
func Inverse(tree any) any {
	top, ok := tree.(map[string]any)
	if !ok {
		return tree
	}
	switch statements := top["Statement"].(type) {
	case map[string]any:
		return with(top, "Statement", inverted(statements))
	case []any:
		list := make([]any, len(statements))
		for i := range statements {
			list[i] = inverted(statements[i])
		}
		return with(top, "Statement", list)
	}
	return tree
}

// inverted returns a statement with the other effect.
func inverted(statement any) any {
	fields, ok := statement.(map[string]any)
	if !ok {
		return statement
	}
	switch fields["Effect"] {
	case "Allow":
		return with(fields, "Effect", "Deny")
	case "Deny":
		return with(fields, "Effect", "Allow")
	}
	return statement
}

// with returns a copy of an object with another value of one field.
func with(object map[string]any, name string, value any) map[string]any {
	out := maps.Clone(object)
	out[name] = value
	return out
}
