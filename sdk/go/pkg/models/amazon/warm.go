// SPDX-License-Identifier: Apache-2.0

package amazon

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/internal/warm"
)

const usualAnswer = `{"output": {"message": {"role": "assistant", "content": [{"text": ""}]}}, "stopReason": "end_turn",
	"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}`

func init() {
	messages := []*Message{NewUserMessage("")}
	warm.Json(&ConverseModelInput{Messages: messages}, usualAnswer, &ConverseModelOutput{}, provider.FindError)
}
