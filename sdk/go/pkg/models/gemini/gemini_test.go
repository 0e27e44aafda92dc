// SPDX-License-Identifier: Apache-2.0

package gemini_test

import (
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/gemini"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

func TestGenerate(t *testing.T) {
	var sent string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return `{"candidates": [{"content": {"role": "model", "parts": [{"text": "Hel"}, {"text": "lo"}]}, "finishReason": "STOP"}],
			"usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 4}}`
	})
	model, err := models.GetModel[gemini.GenerateModel]("gemini")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(gemini.NewUserContent("a", "b"), gemini.NewModelContent("c"))
	if err != nil {
		t.Fatal(err)
	}
	input.SystemInstruction = gemini.NewSystemContent("s")
	input.GenerationConfig = &gemini.GenerationConfig{Temperature: utils.Pointer(0.0), ResponseSchema: `{"type":"object"}`}
	input.SafetySettings = []gemini.SafetySetting{{gemini.HarmCategoryHarassment, gemini.BlockNone}}
	output, err := model.Invoke(input)
	if err != nil || output.Text() != "Hello" || output.Candidates[0].FinishReason != gemini.FinishReasonStop || output.UsageMetadata.CandidatesTokenCount != 4 {
		t.Errorf("%+v, %v", output, err)
	}
	want := `{"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]},{"role":"model","parts":[{"text":"c"}]}],` +
		`"systemInstruction":{"role":"system","parts":[{"text":"s"}]},"generationConfig":{"temperature":0,"responseSchema":{"type":"object"}},` +
		`"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}]}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}

func TestWhatWasBlockedHasNoText(t *testing.T) {
	for _, response := range []string{`{"promptFeedback": {"blockReason": "SAFETY"}}`, `{"candidates": [{"finishReason": "SAFETY"}]}`} {
		testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return response })
		model, _ := models.GetModel[gemini.GenerateModel]("gemini")
		input, _ := model.CreateInput()
		if output, err := model.Invoke(input); err != nil || output.Text() != "" {
			t.Errorf("%+v, %v", output, err)
		}
	}
}

func TestAnError(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return `{"error": {"code": 400, "message": "Bad"}}` })
	model, _ := models.GetModel[gemini.GenerateModel]("gemini")
	input, _ := model.CreateInput()
	if _, err := model.Invoke(input); err == nil || !strings.Contains(err.Error(), "Bad") {
		t.Errorf("%v", err)
	}
}

func TestParts(t *testing.T) {
	var sent []string
	parts := `[{"thought":true,"text":"Hm."},{"text":"I look."},{"thoughtSignature":"sig","functionCall":{"id":"1","name":"weather","args":{"city":"Rome"}}}]`
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = append(sent, arguments[1].(string))
		return `{"candidates": [{"content": {"role": "model", "parts": ` + parts + `}}]}`
	})
	model, err := models.GetModel[gemini.GenerateModel]("gemini")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput(gemini.NewContent("user", gemini.DataPart([]byte{0, 255}, "image/png"),
		gemini.FilePart("https://files.example/a", "application/pdf"), gemini.Part{Text: ""}))
	if err != nil {
		t.Fatal(err)
	}
	input.Tools = []gemini.Tool{
		{FunctionDeclarations: []gemini.FunctionDeclaration{{Name: "weather", Description: "w", ParametersJsonSchema: `{"type":"object"}`}}},
		{GoogleSearch: "{}"}}
	input.ToolConfig = &gemini.ToolConfig{FunctionCallingConfig: gemini.FunctionCallingConfig{Mode: "ANY", AllowedFunctionNames: []string{"weather"}}}
	input.GenerationConfig = &gemini.GenerationConfig{ThinkingConfig: &gemini.ThinkingConfig{IncludeThoughts: true, ThinkingBudget: utils.Pointer(0)}}
	output, err := model.Invoke(input)
	if err != nil || output.Text() != "I look." {
		t.Fatalf("%+v, %v", output, err)
	}
	said := output.Candidates[0].Content
	input.Contents = append(input.Contents, said, gemini.NewContent("user", gemini.FunctionResponsePart(said.Parts[2].FunctionCall, `{"output":"rain"}`)))
	if _, err := model.Invoke(input); err != nil {
		t.Fatal(err)
	}
	want := `{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AP8="}},` +
		`{"fileData":{"mimeType":"application/pdf","fileUri":"https://files.example/a"}},{"text":""}]},{"role":"model","parts":` + parts +
		`},{"role":"user","parts":[{"functionResponse":{"id":"1","name":"weather","response":{"output":"rain"}}}]}],` +
		`"generationConfig":{"thinkingConfig":{"includeThoughts":true,"thinkingBudget":0}},` +
		`"tools":[{"functionDeclarations":[{"name":"weather","description":"w","parametersJsonSchema":{"type":"object"}}]},{"googleSearch":{}}],` +
		`"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]}}}`
	if sent[1] != want {
		t.Errorf("sent %s\nwant %s", sent[1], want)
	}
}
