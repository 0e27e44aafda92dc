// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"iter"
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/amazon"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/anthropic"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/gemini"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/meta"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai/responses"
)

type chatStream = models.Stream[openai.ChatModelOutput]

func open(model, text string) *chatStream {
	chat := must(models.GetModel[openai.ChatModel](model))
	return must(chat.Stream(must(chat.CreateInput(openai.NewUserMessage(text)))))
}

type deltas = iter.Seq2[string, error]

func ChatStream(model, text string) deltas { return open(model, text).Deltas() }

func AnthropicStream(text string) deltas {
	model := must(models.GetModel[anthropic.MessagesModel]("anthropic"))
	input := must(model.CreateInput(anthropic.NewUserMessage(anthropic.StringContent(text))))
	input.MaxTokens = 1024
	return must(model.Stream(input)).Deltas()
}

func GeminiStream(text string) deltas {
	model := must(models.GetModel[gemini.GenerateModel]("gemini"))
	return must(model.Stream(must(model.CreateInput(gemini.NewUserContent(text))))).Deltas()
}

func LlamaStream(text string) deltas {
	model := must(models.GetModel[meta.TextGenerationModel]("llama"))
	return must(model.Stream(must(model.CreateInput(text)))).Deltas()
}

func ResponsesStream(text string) deltas {
	model := must(models.GetModel[responses.Model]("responses"))
	return must(model.Stream(must(model.CreateInput(responses.NewUserMessage(text))))).Deltas()
}

func ConverseStream(text string) deltas {
	model := must(models.GetModel[amazon.ConverseModel]("converse"))
	return must(model.Stream(must(model.CreateInput(amazon.NewUserMessage(text))))).Deltas()
}

// A piece with all that is known of it.
type Part struct {
	Kind, Index       int
	Delta, Tool, Call string
}

// The pieces of a tool call.
func ToolStream(text string) iter.Seq2[Part, error] {
	model := must(models.GetModel[openai.ChatModel]("openai"))
	input := must(model.CreateInput(openai.NewUserMessage(text)))
	input.Tools = []openai.Tool{openai.NewToolForFunction("find", "Finds").WithParameter("text", "string", "what to find")}
	stream := must(model.Stream(input))
	return func(yield func(Part, error) bool) {
		for stream.NextPart() {
			piece := stream.Piece()
			if !yield(Part{int(piece.Kind), piece.Index, piece.Text, piece.ToolName, piece.ToolCallId}, nil) {
				return
			}
		}
		if err := stream.Err(); err != nil {
			yield(Part{}, err)
		}
	}
}

// Takes two pieces, then the whole answer, and what comes after the end.
func WholeAfterTwo(text string) string {
	stream := open("openai", text)
	stream.Next()
	stream.Next()
	answer := must(stream.Response())
	return fmt.Sprintf("%t %s %d", stream.Next(), answer.Text(), answer.Usage.TotalTokens)
}

// Takes a piece and closes the stream; then the function works on for as long as it may.
func CloseAndGoOn(text string) (string, error) {
	stream := open("openai", text)
	stream.Next()
	stream.Close()
	stream.Close()
	if stream.Next() || stream.Err() != nil {
		return "", errors.New("a closed stream goes on")
	}
	for {
	}
}

func ReadClosed(text string) (string, error) {
	stream := open("openai", text)
	stream.Close()
	answer, err := stream.Response()
	if err != nil {
		return "", err
	}
	return answer.Id, nil
}

// Begins with one of many pieces, and returns.
func LeaveEarly(text string) string {
	stream := open("openai", text)
	stream.Next()
	return stream.Delta()
}

// Reads so many streams at the same time, in turn.
func InTurn(count int) string {
	streams := make([]*chatStream, count)
	for i := range streams {
		streams[i] = open("openai", fmt.Sprint(i))
	}
	all := ""
	for more := true; more; {
		more = false
		for _, stream := range streams {
			if stream.Next() {
				all += stream.Delta()
				more = true
			}
		}
	}
	return all
}

// One after the other; none is closed.
func OneByOne(count int) int {
	words := 0
	for i := range count {
		for stream := open("openai", fmt.Sprint(i)); stream.Next(); {
			words++
		}
	}
	return words
}

// Begins a stream and never reads it.
func NeverRead(text string) string {
	open("openai", text)
	for {
	}
}

//go:wasmimport modus_models nextDelta
func hostNextDelta(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models closeStream
func hostCloseStream(address unsafe.Pointer, length uint32) int32

// What comes of a number that the host did not give.
func Forge(stream int32) bool {
	w := &abi.Writer{}
	w.Int32(stream)
	abi.Call(hostCloseStream, w)
	_, answered := abi.Call(hostNextDelta, w)
	return !answered
}
