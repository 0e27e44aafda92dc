// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

// Vectors that say only whether a text is about the same as the question: the second answer is.
func vectorsFor(arguments ...any) any {
	var request struct{ Input []string }
	if json.Unmarshal([]byte(arguments[1].(string)), &request) != nil {
		return nil
	}
	type vector struct {
		Embedding []float32 `json:"embedding"`
	}
	data := make([]vector, len(request.Input))
	for i := range data {
		data[i].Embedding = []float32{1, 0}
		if i == 1 || i == len(data)-1 {
			data[i].Embedding = []float32{0, 1}
		}
	}
	text, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		return nil
	}
	return text
}

func TestQuestionsFindTheirAnswers(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", vectorsFor)
	for limit, want := range map[int]int{1: 1, 99: len(answers), -1: 0} {
		found, err := Search("Where is my parcel?", &limit)
		if err != nil || len(found) != want || want > 0 && (found[0].Text != answers[1] || found[0].Similarity != 1) {
			t.Errorf("%d: %v, %v", limit, found, err)
		}
	}
}

func TestQuestionsHaveTopics(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any {
		return `{"predictions": [{"label": "opening hours", "confidence": 0.9}]}`
	})
	if topic, err := Classify("When do you close?"); err != nil || topic.Label != "opening hours" {
		t.Errorf("%+v, %v", topic, err)
	}
}
