package comparison

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// SpeedFile is the file with how long linters took.
const SpeedFile = Dir + "/speed.json"

// Speed is how long linters took over one module, in runs that alternate.
type Speed struct {
	Date    string   `json:"date"`
	Machine string   `json:"machine"`
	Buckets int      `json:"buckets"`
	Runs    int      `json:"runs"`
	Linters []Timing `json:"linters"` // this plugin is the first
}

// A Timing is what one linter took.
type Timing struct {
	Name     string  `json:"name"`
	Version  string  `json:"version"`
	Min      int64   `json:"min_ms"`
	Median   int64   `json:"median_ms"`
	Ratio    float64 `json:"ratio"`   // to this plugin: the median of the ratios of runs that followed each other
	Peak     int     `json:"peak_mb"` // 0 where the system doesn't tell
	Findings int     `json:"findings"`
}

// LoadSpeed reads how long linters took.
func LoadSpeed(root fs.FS) (*Speed, error) {
	text, err := fs.ReadFile(root, SpeedFile)
	if err != nil {
		return nil, err
	}
	s := &Speed{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s: %w", SpeedFile, err)
	}
	return s, nil
}

// Table shows the times as Markdown, with what they were measured on below.
func (s *Speed) Table() string {
	var b strings.Builder
	b.WriteString("| | version | fastest run, s | median, s | ratio | peak memory, MB | findings |\n|---|---|--:|--:|--:|--:|--:|\n")
	for _, l := range s.Linters {
		fmt.Fprintf(&b, "| %s | %s | %.2f | %.2f | %.1f | %s | %d |\n",
			l.Name, l.Version, float64(l.Min)/1e3, float64(l.Median)/1e3, l.Ratio, megabytes(l.Peak), l.Findings)
	}
	fmt.Fprintf(&b, "\n%d buckets, %d runs of each on %s; %s.\n", s.Buckets, s.Runs, s.Date, s.Machine)
	return b.String()
}

func megabytes(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}
