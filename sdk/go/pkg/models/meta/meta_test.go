// SPDX-License-Identifier: Apache-2.0

package meta_test

import (
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/meta"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

func TestTextGeneration(t *testing.T) {
	var sent string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		sent = arguments[1].(string)
		return `{"generation": "a dark night.", "prompt_token_count": 3, "generation_token_count": 4, "stop_reason": "stop"}`
	})
	model, err := models.GetModel[meta.TextGenerationModel]("llama")
	if err != nil {
		t.Fatal(err)
	}
	input, err := model.CreateInput("It was")
	if err != nil {
		t.Fatal(err)
	}
	input.Temperature, input.MaxGenLen = utils.Pointer(0.0), 9
	output, err := model.Invoke(input)
	if err != nil || output.Text() != "a dark night." || output.PromptTokenCount != 3 || output.StopReason != "stop" {
		t.Errorf("%+v, %v", output, err)
	}
	if sent != `{"prompt":"It was","temperature":0,"max_gen_len":9}` {
		t.Errorf("sent %s", sent)
	}
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return `{"message": "No"}` })
	if _, err := model.Invoke(input); err == nil {
		t.Error("there is no error")
	}
}
