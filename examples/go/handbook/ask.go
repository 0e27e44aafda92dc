// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
	"sync"
	"text/template"

	"handbook/content"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

var instruction = template.Must(template.New("instruction").Parse(
	`Answer in one sentence, by these pages of the handbook only.
{{range .}}
# {{.Title}}{{with .Owner}} (ask {{.}}){{end}}
{{.Text}}
{{end}}`))

// An Answer is what a model made of the handbook.
type Answer struct {
	Question string
	Text     string
	Sources  []Hit
}

var errUnknown = errors.New("the handbook says nothing about that")

// Ask answers a question with the two pages that fit it best.
func Ask(question string) (*Answer, error) {
	two := 2
	answer := &Answer{Question: question, Sources: Search(question, &two)}
	if len(answer.Sources) == 0 {
		return nil, errUnknown
	}
	read := make([]*content.Page, len(answer.Sources))
	for i, hit := range answer.Sources {
		read[i] = pages[hit.Slug]
	}
	var system strings.Builder
	if err := instruction.Execute(&system, read); err != nil {
		return nil, err
	}
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(openai.NewSystemMessage(system.String()), openai.NewUserMessage(question))
	if err != nil {
		return nil, err
	}
	input.MaxTokens = 60
	output, err := model.Invoke(input)
	if err != nil {
		return nil, err
	}
	answer.Text = strings.TrimSpace(output.Choices[0].Message.Content)
	return answer, nil
}

// AskAll answers several questions; one that has no answer is left out, any other failure is all's.
func AskAll(questions []string) ([]*Answer, error) {
	answers, failures := make([]*Answer, len(questions)), make([]error, len(questions))
	var group sync.WaitGroup
	for i, question := range questions {
		group.Add(1)
		go func() {
			defer group.Done()
			answers[i], failures[i] = Ask(question)
		}()
	}
	group.Wait()
	known := []*Answer{}
	for i, answer := range answers {
		if errors.Is(failures[i], errUnknown) {
			failures[i] = nil
		} else if answer != nil {
			known = append(known, answer)
		}
	}
	return known, errors.Join(failures...)
}
