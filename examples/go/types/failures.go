// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

// Functions that go wrong, each in its own way.

func ThrowError(message *string) string { panic(orElse(message, "on purpose")) }

func FailForUser(message string) (string, error) { return "", errors.New(message) }

func ExitWith(code int) { os.Exit(code) }

// Divide has two results, and an error for what has none.
func Divide(a, b int) (quotient, remainder int, err error) {
	if b == 0 {
		return 0, 0, errors.New("division by zero")
	}
	return a / b, a % b, nil
}

func OutOfBounds(index int) string {
	words := []string{"a", "b"}
	return words[index]
}

func depth(level int64) int64 { return level + depth(level+1) + level }

func RecurseForever() int64 { return depth(1) }

func LoopForever() {
	for {
	}
}

func AllocateForever() int {
	var blocks [][]byte
	for {
		blocks = append(blocks, make([]byte, 1<<20))
	}
}

// AskMissingModel asks for a model that modus.json does not have.
func AskMissingModel() (string, error) {
	model, err := models.GetModel[openai.ChatModel]("missing")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessage("Hello?"))
	if err != nil {
		return "", err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return output.Text(), nil
}
