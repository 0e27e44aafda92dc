// SPDX-License-Identifier: Apache-2.0

package main

import (
	"sort"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/experimental"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
	"github.com/hypermodeinc/modus/sdk/go/pkg/vectors"
)

// What can be found.
var answers = []string{
	"To change your password, open Settings and choose Security.",
	"Parcels arrive within three working days.",
	"Send an item back within thirty days and we refund what you paid.",
	"Invoices are sent by e-mail on the first day of each month.",
	"Our shop in the old town is open from nine to six, except on Sundays.",
	"Gift cards never expire.",
}

// A Match is a text that was found.
type Match struct {
	Text       string
	Similarity float32 // how near its meaning is to the question's: 1 is the same
}

// Embed returns a vector for each text, in their order; all of length 1.
func Embed(texts []string) ([][]float32, error) {
	model, err := models.GetModel[openai.EmbeddingsModel]("minilm")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(texts)
	if err != nil {
		return nil, err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return nil, err
	}
	var found [][]float32
	for _, one := range output.Data {
		found = append(found, one.Embedding)
	}
	return found, nil
}

// EmbedInstances does the same, through the other type that the SDK has for it.
func EmbedInstances(texts []string) ([][]float32, error) {
	model, err := models.GetModel[experimental.EmbeddingsModel]("minilm")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(texts...)
	if err != nil {
		return nil, err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return nil, err
	}
	return output.Predictions, nil
}

// Search returns the answers whose meaning is nearest to the question's, best first; three unless the
// limit says otherwise.
func Search(question string, limit *int) ([]Match, error) {
	found, err := Embed(append(append([]string{}, answers...), question))
	if err != nil {
		return nil, err
	}
	wanted := found[len(answers)]
	var matches []Match
	for i, answer := range answers {
		matches = append(matches, Match{answer, vectors.Dot(found[i], wanted)})
	}
	sort.Slice(matches, func(i, j int) bool { return matches[i].Similarity > matches[j].Similarity })
	count := 3
	if limit != nil {
		count = *limit
	}
	return matches[:min(max(count, 0), len(matches))], nil
}

// Classify tells what a question is about: how likely each of the labels in modus.json is.
func Classify(question string) (*experimental.ClassifierResult, error) {
	model, err := models.GetModel[experimental.ClassificationModel]("topics")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(question)
	if err != nil {
		return nil, err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return nil, err
	}
	return &output.Predictions[0], nil
}
