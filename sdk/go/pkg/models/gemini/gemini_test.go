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
