// SPDX-License-Identifier: Apache-2.0

package experimental

type ClassificationModel struct {
}
type ClassificationModelInput struct {
	Instances []string `json:"instances"`
}
type ClassificationModelOutput struct {
	Predictions []ClassifierResult `json:"predictions"`
}
type ClassifierResult struct {
	Label         string            `json:"label"`
	Confidence    float32           `json:"confidence"`
	Probabilities []ClassifierLabel `json:"probabilities"`
}
type ClassifierLabel struct {
	Label       string  `json:"label"`
	Probability float32 `json:"probability"`
}

func (m *ClassificationModel) CreateInput(content ...string) (*ClassificationModelInput, error)

type EmbeddingsModel struct {
}
type EmbeddingsModelInput struct {
	Instances []string `json:"instances"`
}
type EmbeddingsModelOutput struct {
	Predictions [][]float32 `json:"predictions"`
}

func (m *EmbeddingsModel) CreateInput(content ...string) (*EmbeddingsModelInput, error)
