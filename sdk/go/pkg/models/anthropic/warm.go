// SPDX-License-Identifier: Apache-2.0

package anthropic

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/internal/warm"
)

const usualAnswer = `{"id": "", "type": "message", "role": "assistant", "model": "", "content": [{"type": "text", "text": ""}],
	"stop_reason": "end_turn", "stop_sequence": null, "usage": {"input_tokens": 1, "output_tokens": 1}}`

func init() {
	messages := []*Message{NewUserMessage(StringContent(""))}
	warm.Json(&MessagesModelInput{Messages: messages, Temperature: 0.5}, usualAnswer, &MessagesModelOutput{}, provider.FindError)
}
