// SPDX-License-Identifier: Apache-2.0

package openai

import "github.com/hypermodeinc/modus/sdk/go/internal/warm"

const (
	usualAnswer = `{"id": "", "object": "", "created": 1, "model": "", "service_tier": "", "system_fingerprint": "",
		"choices": [{"index": 0, "message": {"role": "", "content": "", "refusal": null, "annotations": []},
			"logprobs": null, "finish_reason": "stop"}],
		"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2,
			"prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}}`
	usualVectors = `{"object": "", "model": "", "data": [{"object": "", "index": 0, "embedding": [0.5]}],
		"usage": {"prompt_tokens": 1, "total_tokens": 1}}`
)

func init() {
	messages := []RequestMessage{NewSystemMessage(""), NewUserMessage("")}
	warm.Json(&ChatModelInput{Messages: messages, Temperature: 0.5}, usualAnswer, &ChatModelOutput{}, findError)
	warm.Json(&EmbeddingsModelInput{Input: []string{""}}, usualVectors, &EmbeddingsModelOutput{}, findError)
}
