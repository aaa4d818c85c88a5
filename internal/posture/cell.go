package posture

// Cell is what the report shows of one topic of a bucket or key.
type Cell struct {
	Topic Topic
	Sign  Sign
	// Says says it in a word or two.
	Says string
	// Reasons say why it isn't known, or why a part of it isn't: other answers may be known.
	Reasons []Reason
	// Waits is set where answers wait for the class, which says once why it isn't known.
	Waits bool
	// Answers are those of the topic's rules.
	Answers []Answer
}

// Cells returns a cell for each topic.
func Cells(topics []Topic, of map[string]Topic, class Class, facts map[Topic]Fact, answers []Answer) []Cell {
	out := make([]Cell, len(topics))
	for i, t := range topics {
		c := Cell{Topic: t}
		for _, a := range answers {
			if of[a.Rule] == t {
				c.Answers = append(c.Answers, a)
				c.Waits = c.Waits || SignOf(a) == Open && class.waits(a)
			}
		}
		fact := facts[t]
		c.Sign, c.Reasons = Worst(c.Answers), Reasons(c.Answers, class)
		if c.Sign == Open && len(c.Reasons) == 0 { // the class has said it
			c.Sign = None
		}
		if c.Says = fact.Says; c.Says == "" {
			c.Says = c.says()
		}
		if fact.Why != "" {
			c.Sign, c.Reasons = max(c.Sign, Open), withFact(c.Reasons, fact.Why)
		}
		out[i] = c
	}
	return out
}

func (c *Cell) says() string {
	switch c.Sign {
	case Good:
		return c.Topic.Short(Yes)
	case Wrong, Accept, Muted:
		return c.Topic.Short(No)
	case Open, None:
	}
	return ""
}

// Standing is the sign of a bucket as a whole: of its worst answer, and not known where a fact or the class isn't,
// whether a rule asks for it or not.
func (b *Bucket) Standing() Sign { return standing(b.Class, b.Facts, b.Answers) }

// Standing is the sign of a key as a whole. The class is its buckets' to say.
func (k *Key) Standing() Sign { return standing(Class{}, k.Facts, k.Answers) }

// Standing is the sign of something else as a whole.
func (o *Other) Standing() Sign { return Worst(o.Answers) }

func standing(class Class, facts map[Topic]Fact, answers []Answer) Sign {
	worst := Worst(answers)
	if class.Why != "" {
		worst = max(worst, Open)
	}
	for _, fact := range facts {
		if fact.Why != "" {
			worst = max(worst, Open)
		}
	}
	return worst
}
