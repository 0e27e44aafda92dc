// SPDX-License-Identifier: Apache-2.0

package gemini

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/internal/warm"
)

const usualAnswer = `{"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP"}],
	"usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}}`

func init() {
	contents := []*Content{NewUserContent("")}
	warm.Json(&GenerateModelInput{Contents: contents}, usualAnswer, &GenerateModelOutput{}, provider.FindError)
}
