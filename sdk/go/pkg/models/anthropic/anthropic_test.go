// SPDX-License-Identifier: Apache-2.0

package anthropic_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/anthropic"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestMessages(t *testing.T) {
	var sent string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return `{"id": "m", "content": [{"type": "text", "text": "Hi"}, {"type": "tool_use", "id": "1", "name": "f", "input": {"a": 1}}], "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 4}}`
	})
	model, err := models.GetModel[anthropic.MessagesModel]("Claude")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(anthropic.NewUserMessage(anthropic.StringContent("Hello")),
		anthropic.NewUserMessage(anthropic.Contents{anthropic.ToolResultContentBlock("1", "r", false)}))
	if err != nil {
		t.Fatal(err)
	}
	input.ToolChoice = anthropic.ToolChoiceTool("f")
	output, err := model.Invoke(input)
	if err != nil {
		t.Fatal(err)
	}
	if *output.Content[0].Text != "Hi" || *output.Content[1].Input != `{"a": 1}` || output.Usage.OutputTokens != 4 {
		t.Errorf("%+v", output)
	}
	want := `{"model":"claude","messages":[{"role":"user","content":"Hello"},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","is_error":false,"content":"r"}]}],"max_tokens":4096,"tool_choice":{"type":"tool","name":"f"}}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}

func TestBlocks(t *testing.T) {
	var sent []string
	answer := `[{"type":"thinking","thinking":"Hm.","signature":"sig"},{"type":"redacted_thinking","data":"s"},{"type":"text","text":"Hi"}]`
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = append(sent, arguments[1].(string))
		return `{"content": ` + answer + `}`
	})
	model, err := models.GetModel[anthropic.MessagesModel]("claude")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(anthropic.NewUserMessage(anthropic.Contents{
		anthropic.ImageContentBlock([]byte{0, 255}, "image/png"), anthropic.ImageURLContentBlock("https://x.example/a.png"),
		anthropic.PDFContentBlock([]byte("PDF")), anthropic.TextContentBlock("What is this?")}))
	if err != nil {
		t.Fatal(err)
	}
	input.Thinking = anthropic.NewThinking(2048)
	output, err := model.Invoke(input)
	if err != nil {
		t.Fatal(err)
	}
	if *output.Content[0].Thinking != "Hm." || output.Text() != "Hi" {
		t.Errorf("%+v", output)
	}
	input.Messages = append(input.Messages, anthropic.NewAssistantMessage(anthropic.Contents(output.Content)))
	if _, err := model.Invoke(input); err != nil {
		t.Fatal(err)
	}
	asked := `{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AP8="}},` +
		`{"type":"image","source":{"type":"url","url":"https://x.example/a.png"}},` +
		`{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"UERG"}},{"type":"text","text":"What is this?"}]}`
	want := `{"model":"claude","messages":[` + asked + `,{"role":"assistant","content":` + answer +
		`}],"max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":2048}}`
	if sent[1] != want {
		t.Errorf("sent %s\nwant %s", sent[1], want)
	}
}

func TestAnError(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any {
		return `{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}`
	})
	model, err := models.GetModel[anthropic.MessagesModel]("claude")
	if err != nil {
		t.Fatal(err)
	}
	input, _ := model.CreateInput()
	input.Temperature = 0
	if text, _ := json.Marshal(input); !strings.Contains(string(text), `"temperature":0`) {
		t.Errorf("%s", text)
	}
	if _, err := model.Invoke(input); err == nil || !strings.Contains(err.Error(), "Overloaded") {
		t.Errorf("%v", err)
	}
}
