// SPDX-License-Identifier: Apache-2.0

package responses_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai/responses"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

const call = `{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{}","odd":1}`

func TestAConversationWithAFunction(t *testing.T) {
	var sent string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return `{"id": "r", "created_at": 1741476542, "status": "completed", "incomplete_details": null, "output": [
			{"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
			{"type": "message", "content": [{"type": "output_text", "text": "Let me."}, {"type": "refusal", "refusal": "No."}]},
			` + call + `], "usage": {"input_tokens": 3, "output_tokens": 4, "output_tokens_details": {"reasoning_tokens": 2}}}`
	})
	model, err := models.GetModel[responses.Model]("GPT")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(responses.NewDeveloperMessage("d"), responses.NewUserMessageFromParts(
		responses.NewTextContentPart("t"), responses.NewImageContentPartFromData([]byte{1}, "image/png"),
		responses.NewFileContentPartFromData([]byte{2}, "application/pdf", "a.pdf"), responses.NewFileContentPartFromUrl("u")))
	if err != nil {
		t.Fatal(err)
	}
	input.Store = utils.Pointer(false)
	input.Text = &responses.TextOptions{Format: responses.TextFormatJsonSchema("n", `{"type":"object"}`)}
	input.Tools = []responses.Tool{responses.NewToolForFunction("f", "F").WithParameter("x", "number", "X"), responses.NewHostedTool(`{"type":"web_search"}`)}
	input.ToolChoice = responses.ToolChoiceFunction("f")
	output, err := model.Invoke(input)
	if err != nil {
		t.Fatal(err)
	}
	calls := output.FunctionCalls()
	if output.Text() != "Let me." || len(calls) != 1 || calls[0].CallId != "c" || output.Items[0].Summary[0].Text != "Hm." ||
		!output.CreatedAt.Equal(time.Unix(1741476542, 0)) || output.Usage.OutputTokensDetails.ReasoningTokens != 2 {
		t.Errorf("%+v", output)
	}
	input.Items = append(input.Items, calls[0], responses.NewFunctionCallOutput("c", "o"))
	input.ToolChoice = responses.ToolChoiceRequired
	if _, err := model.Invoke(input); err != nil {
		t.Fatal(err)
	}
	want := `{"model":"GPT","input":[{"role":"developer","content":"d"},{"role":"user","content":[{"type":"input_text","text":"t"},` +
		`{"type":"input_image","image_url":"data:image/png;base64,AQ=="},` +
		`{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,Ag=="},{"type":"input_file","file_url":"u"}]},` +
		call + `,{"type":"function_call_output","call_id":"c","output":"o"}],"store":false,` +
		`"text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},` +
		`"tools":[{"type":"function","name":"f","description":"F","parameters":{"type":"object","properties":{"x":{"type":"number","description":"X"}},"required":["x"],"additionalProperties":false}},` +
		`{"type":"web_search"}],"tool_choice":"required"}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}

func TestAnError(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return `{"error": {"message": "Overloaded"}}` })
	model, _ := models.GetModel[responses.Model]("gpt")
	input, _ := model.CreateInput(responses.NewUserMessage("Hi"), responses.NewAssistantMessage("Hello"))
	if _, err := model.Invoke(input); err == nil || !strings.Contains(err.Error(), "Overloaded") {
		t.Errorf("%v", err)
	}
}
