// SPDX-License-Identifier: Apache-2.0

package amazon_test

import (
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/amazon"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

func TestAConversationWithATool(t *testing.T) {
	var sent string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return `{"output": {"message": {"role": "assistant", "content": [{"reasoningContent": {"a": 1}}, {"text": "Let "},
			{"text": "me."}, {"toolUse": {"toolUseId": "1", "name": "f", "input": {"x": 1}}}]}}, "stopReason": "tool_use",
			"usage": {"inputTokens": 3, "outputTokens": 4}, "metrics": {"latencyMs": 5}}`
	})
	model, err := models.GetModel[amazon.ConverseModel]("nova")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(amazon.NewUserMessageFromBlocks(
		amazon.TextContentBlock("Look."), amazon.ImageContentBlock([]byte{1}, "png"), amazon.DocumentContentBlock([]byte{2}, "pdf", "d")))
	if err != nil {
		t.Fatal(err)
	}
	input.InferenceConfig = &amazon.InferenceConfig{Temperature: utils.Pointer(0.0)}
	input.ToolConfig = amazon.NewToolConfig(amazon.NewTool("f", "").WithParameter("x", "number", ""), amazon.NewTool("g", "G"))
	input.ToolConfig.ToolChoice = amazon.ToolChoiceAny
	output, err := model.Invoke(input)
	if err != nil {
		t.Fatal(err)
	}
	if output.Text() != "Let me." || output.ToolUses()[0].Input != `{"x": 1}` || output.Usage.OutputTokens != 4 || output.Metrics.LatencyMs != 5 {
		t.Errorf("%+v", output)
	}
	input.Messages = append(input.Messages, &output.Output.Message,
		amazon.NewUserMessageFromBlocks(amazon.ToolResultContentBlock("1", "r")))
	if _, err := model.Invoke(input); err != nil {
		t.Fatal(err)
	}
	want := `{"messages":[{"role":"user","content":[{"text":"Look."},{"image":{"format":"png","source":{"bytes":"AQ=="}}},` +
		`{"document":{"format":"pdf","name":"d","source":{"bytes":"Ag=="}}}]},` +
		`{"role":"assistant","content":[{"reasoningContent":{"a":1}},{"text":"Let "},{"text":"me."},{"toolUse":{"toolUseId":"1","name":"f","input":{"x":1}}}]},` +
		`{"role":"user","content":[{"toolResult":{"toolUseId":"1","content":[{"text":"r"}]}}]}],` +
		`"inferenceConfig":{"temperature":0},"toolConfig":{"tools":[` +
		`{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{"x":{"type":"number"}},"required":["x"],"additionalProperties":false}}}},` +
		`{"toolSpec":{"name":"g","description":"G","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"any":{}}}}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}

func TestAnError(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return `{"message": "Too many tokens"}` })
	model, _ := models.GetModel[amazon.ConverseModel]("nova")
	input, _ := model.CreateInput(amazon.NewUserMessage("Hi"), amazon.NewAssistantMessage("Hello"))
	if _, err := model.Invoke(input); err == nil || !strings.Contains(err.Error(), "Too many tokens") {
		t.Errorf("%v", err)
	}
}
