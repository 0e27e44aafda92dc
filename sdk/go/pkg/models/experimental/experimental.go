// SPDX-License-Identifier: Apache-2.0

// Package experimental has models with simple formats of their own.
package experimental

import "github.com/hypermodeinc/modus/sdk/go/pkg/models"

type classificationModelBase = models.ModelBase[ClassificationModelInput, ClassificationModelOutput]

// A ClassificationModel tells which label fits a text.
type ClassificationModel struct {
	classificationModelBase
}

// ClassificationModelInput holds the texts.
type ClassificationModelInput struct {
	Instances []string `json:"instances"`
}

// ClassificationModelOutput holds a result for each text.
type ClassificationModelOutput struct {
	Predictions []ClassifierResult `json:"predictions"`
}

// ClassifierResult is the label that fits best, with the probabilities of all.
type ClassifierResult struct {
	Label         string            `json:"label"`
	Confidence    float32           `json:"confidence"`
	Probabilities []ClassifierLabel `json:"probabilities"`
}

// ClassifierLabel is a label with its probability.
type ClassifierLabel struct {
	Label       string  `json:"label"`
	Probability float32 `json:"probability"`
}

// CreateInput makes an input of texts.
func (m *ClassificationModel) CreateInput(content ...string) (*ClassificationModelInput, error) {
	return &ClassificationModelInput{Instances: content}, nil
}

type embeddingsModelBase = models.ModelBase[EmbeddingsModelInput, EmbeddingsModelOutput]

// An EmbeddingsModel makes vectors of texts.
type EmbeddingsModel struct {
	embeddingsModelBase
}

// EmbeddingsModelInput holds the texts.
type EmbeddingsModelInput struct {
	Instances []string `json:"instances"`
}

// EmbeddingsModelOutput holds a vector for each text.
type EmbeddingsModelOutput struct {
	Predictions [][]float32 `json:"predictions"`
}

// CreateInput makes an input of texts.
func (m *EmbeddingsModel) CreateInput(content ...string) (*EmbeddingsModelInput, error) {
	return &EmbeddingsModelInput{Instances: content}, nil
}
