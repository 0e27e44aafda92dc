// SPDX-License-Identifier: Apache-2.0

package openai

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
)

type embeddingsModelBase = models.ModelBase[EmbeddingsModelInput, EmbeddingsModelOutput]

// An EmbeddingsModel makes vectors of texts.
type EmbeddingsModel struct {
	embeddingsModelBase
}

// EmbeddingsModelInput is a request.
type EmbeddingsModelInput struct {
	// Model is the name by which the provider knows the model.
	Model string `json:"model"`

	// Input is a text, tokens, or a list of either.
	Input any `json:"input"`

	EncodingFormat EncodingFormat `json:"encoding_format,omitempty"`

	// Dimensions is how many numbers a vector is to have, with models that let one choose.
	Dimensions int `json:"dimensions,omitempty"`

	// User identifies the end user to the provider.
	User string `json:"user,omitempty"`
}

// EmbeddingsModelOutput is an answer.
type EmbeddingsModelOutput struct {
	Object string      `json:"object"`
	Model  string      `json:"model"`
	Usage  Usage       `json:"usage"`
	Data   []Embedding `json:"data"`
}

// EncodingFormat is how vectors are written.
type EncodingFormat string

const (
	EncodingFormatFloat  EncodingFormat = "float"
	EncodingFormatBase64 EncodingFormat = "base64"
)

// An Embedding is the vector of the text at that index.
type Embedding struct {
	Object    string    `json:"object"`
	Index     int       `json:"index"`
	Embedding []float32 `json:"embedding"`
}

// UnmarshalJSON reads a vector in either format.
func (e *Embedding) UnmarshalJSON(data []byte) error {
	type plain Embedding
	read := struct {
		*plain
		Embedding json.RawMessage `json:"embedding"`
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	if len(read.Embedding) == 0 || read.Embedding[0] != '"' {
		return json.Unmarshal(read.Embedding, &e.Embedding)
	}
	var bytes []byte
	if err := json.Unmarshal(read.Embedding, &bytes); err != nil {
		return err
	}
	e.Embedding = make([]float32, len(bytes)/4)
	for i := range e.Embedding {
		e.Embedding[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
	}
	return nil
}

// CreateInput begins a request for a string, []string, or tokens: a slice of integers, or one of such
// slices.
func (m *EmbeddingsModel) CreateInput(content any) (*EmbeddingsModelInput, error) {
	info := m.Info()
	if info == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = findError
	}
	switch content.(type) {
	case string, []string, []int, []int64, []int32, []int16, []int8, []uint, []uint64, []uint32, []uint16,
		[][]int, [][]int64, [][]int32, [][]int16, [][]int8, [][]uint, [][]uint64, [][]uint32, [][]uint16:
		return &EmbeddingsModelInput{Model: strings.ToLower(info.FullName), Input: content}, nil
	}
	return nil, fmt.Errorf("embeddings are made of text or tokens, not of %T", content)
}
