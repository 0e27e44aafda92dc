// SPDX-License-Identifier: Apache-2.0

package openai_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func equalJson(t *testing.T, got, want string) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Asks a model that answers with that text, and returns what it was sent.
func ask(t *testing.T, answer string, messages ...openai.RequestMessage) (*openai.ChatModelOutput, string, error) {
	t.Helper()
	var sent string
	testutils.Mock(t, "modus_models.getModelInfo", func(arguments ...any) any {
		return &models.ModelInfo{Name: arguments[0].(string), FullName: "GPT-4o"}
	})
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return answer
	})
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(messages...)
	if err != nil {
		t.Fatal(err)
	}
	output, err := model.Invoke(input)
	return output, sent, err
}

func TestAPlainRequest(t *testing.T) {
	output, sent, err := ask(t, `{"id": "x", "created": 1700000000.25, "choices": [{"message": {"content": "Hi", "refusal": null}, "logprobs": null}], "usage": {"total_tokens": 5}}`,
		openai.NewSystemMessage("i"), openai.NewUserMessage("a <b>"))
	if err != nil {
		t.Fatal(err)
	}
	equalJson(t, sent, `{"model": "gpt-4o", "messages": [{"role": "system", "content": "i"}, {"role": "user", "content": "a <b>"}]}`)
	if output.Choices[0].Message.Content != "Hi" || output.Created.Unix() != 1700000000 || output.Usage.TotalTokens != 5 {
		t.Errorf("%+v", output)
	}
}

func TestAnError(t *testing.T) {
	_, _, err := ask(t, `{"error": {"message": "no such model", "type": "x", "code": 404, "param": null}}`)
	var problem *openai.ChatModelError
	if !errors.As(err, &problem) || problem.Message != "no such model" || problem.Code != "404" {
		t.Errorf("%v", err)
	}
}

func TestAnAnswerThatDoesNotFit(t *testing.T) {
	if _, _, err := ask(t, `{"choices": 1}`); err == nil {
		t.Error("it was read")
	}
}

func TestEverythingThatCanBeAsked(t *testing.T) {
	tool := openai.NewToolForFunction("weather", "tells it").WithParameter("city", "string", "where")
	input := openai.ChatModelInput{
		Model: "m", Messages: []openai.RequestMessage{}, Temperature: 0, TopP: 0.5, MaxTokens: 7, Stop: []string{"."},
		ResponseFormat: openai.ResponseFormatJsonSchema(`{"name":"n"}`), Tools: []openai.Tool{tool},
		ToolChoice: openai.ToolChoiceFunction("weather"),
	}
	input.RequestAudioOutput("ash", "mp3")
	text, err := json.Marshal(&input)
	if err != nil {
		t.Fatal(err)
	}
	equalJson(t, string(text), `{"model": "m", "messages": [], "temperature": 0, "top_p": 0.5, "max_tokens": 7, "stop": ["."],
		"response_format": {"type": "json_schema", "json_schema": {"name": "n"}},
		"modalities": ["text", "audio"], "audio": {"voice": "ash", "format": "mp3"}, "parallel_tool_calls": false,
		"tool_choice": {"type": "function", "function": {"name": "weather"}},
		"tools": [{"type": "function", "function": {"name": "weather", "description": "tells it", "strict": true, "parameters":
			{"type": "object", "properties": {"city": {"type": "string", "description": "where"}}, "required": ["city"], "additionalProperties": false}}}]}`)
}

func TestMessagesOfAllKinds(t *testing.T) {
	assistant := openai.NewAssistantMessage("")
	assistant.ToolCalls = []openai.ToolCall{{Id: "1", Type: "function", Function: openai.FunctionCall{Name: "f", Arguments: "{}"}}}
	messages := []openai.RequestMessage{
		openai.NewDeveloperMessageFromParts(openai.NewTextContentPart("d")),
		openai.NewUserMessageFromParts(openai.NewTextContentPart("t"),
			openai.NewImageContentPartFromData([]byte{1}, "image/png", "low"), openai.NewAudioContentPartFromData("AQ==", "wav")),
		assistant,
		openai.NewToolMessage(map[string]int{"a": 1}, "1"),
		openai.NewToolMessage(errors.New("no"), "2"),
	}
	text, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"role": "developer", "content": [{"type": "text", "text": "d"}]},
		{"role": "user", "content": [{"type": "text", "text": "t"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQ==", "detail": "low"}},
			{"type": "input_audio", "input_audio": {"data": "AQ==", "format": "wav"}}]},
		{"role": "assistant", "content": "", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
		{"role": "tool", "content": "{\"a\":1}", "tool_call_id": "1"},
		{"role": "tool", "content": "no", "tool_call_id": "2"}]`
	equalJson(t, string(text), want)

	parsed, err := openai.ParseMessages(text)
	if err != nil || len(parsed) != 5 || parsed[0].Role() != "developer" {
		t.Fatalf("%v %v", parsed, err)
	}
	again, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	equalJson(t, string(again), want)
}

func TestLogprobs(t *testing.T) {
	var choice openai.Choice
	err := json.Unmarshal([]byte(`{"logprobs": {"content": [{"token": "é", "logprob": -0.5, "bytes": [195, 169], "top_logprobs": [{"token": "e", "logprob": -1, "bytes": null}]}]}}`), &choice)
	if err != nil {
		t.Fatal(err)
	}
	if token := choice.Logprobs.Content[0]; string(token.Bytes) != "é" || token.TopLogprobs[0].Token != "e" {
		t.Errorf("%+v", token)
	}
}

func TestEmbeddings(t *testing.T) {
	var output openai.EmbeddingsModelOutput
	if err := json.Unmarshal([]byte(`{"data": [{"index": 1, "embedding": [0.5, -1]}, {"embedding": "AAAAPw=="}]}`), &output); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(output.Data[0].Embedding, []float32{0.5, -1}) || !reflect.DeepEqual(output.Data[1].Embedding, []float32{0.5}) {
		t.Errorf("%+v", output)
	}
	model, err := models.GetModel[openai.EmbeddingsModel]("minilm")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.CreateInput(3.5); err == nil {
		t.Error("a number was taken")
	}
}
