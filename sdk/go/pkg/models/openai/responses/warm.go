// SPDX-License-Identifier: Apache-2.0

package responses

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/internal/warm"
)

const usualAnswer = `{"id": "", "object": "", "created_at": 1, "status": "completed", "incomplete_details": null, "model": "",
	"output": [{"type": "message", "id": "", "status": "completed", "role": "",
		"content": [{"type": "output_text", "text": "", "annotations": []}]}],
	"usage": {"input_tokens": 1, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 1,
		"output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 2}}`

func init() {
	items := []Item{NewDeveloperMessage(""), NewUserMessage("")}
	warm.Json(&Input{Items: items}, usualAnswer, &Output{}, provider.FindError)
}
