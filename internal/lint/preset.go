package lint

// Preset is a choice of rules.
type Preset int8

// The presets. Recommended has the rules of Minimum, and Strict has all.
const (
	// Recommended is the default, and so the zero value.
	Recommended Preset = iota
	// Minimum has the rules that hardly anybody disagrees with.
	Minimum
	// Strict has every rule.
	Strict
)

// presets are the names of the presets in the configuration.
var presets = map[string]Preset{"minimum": Minimum, "recommended": Recommended, "strict": Strict}

// has reports whether the preset has a rule that belongs to another one.
func (p Preset) has(rule Preset) bool {
	switch p {
	case Minimum:
		return rule == Minimum
	case Recommended:
		return rule != Strict
	case Strict:
	}
	return true
}

// String returns the name of the preset.
func (p Preset) String() string {
	for name, preset := range presets {
		if preset == p {
			return name
		}
	}
	return ""
}
