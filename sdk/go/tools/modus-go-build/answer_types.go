// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/types"
)

func (s *typeSet) addAnswers(answers []answer) error {
	for _, asked := range answers {
		s.place, s.owner, s.whole, s.remedy = asked.pos, "a model is asked for", asked.typ, answerRemedy
		made, err := s.add(asked.typ)
		if err != nil {
			return err
		}
		if err := s.checkAnswer(made, map[*abiType]bool{}); err != nil {
			return err
		}
	}
	return nil
}

// A model must be told what a value looks like.
func (s *typeSet) checkAnswer(t *abiType, seen map[*abiType]bool) error {
	if seen[t] {
		return nil
	}
	seen[t] = true
	switch t.kind {
	case jsonKind, rawJsonKind:
		return s.refuse(t.goType, "nothing is known of its values")
	case durationKind:
		return s.refuse(t.goType, "models know no durations; use a number and say its unit in a comment")
	}
	for _, part := range []*abiType{t.key, t.element} {
		if part == nil {
			continue
		}
		if err := s.checkAnswer(part, seen); err != nil {
			return err
		}
	}
	owner, whole := s.owner, s.whole
	defer func() { s.owner, s.whole = owner, whole }()
	for _, field := range t.fields {
		s.whole = field.typ.goType
		s.owner = fmt.Sprintf("%s %s, whose field %s is", owner, types.TypeString(t.goType, types.RelativeTo(s.program.main)), field.goName)
		if err := s.checkAnswer(field.typ, seen); err != nil {
			return err
		}
	}
	return nil
}
