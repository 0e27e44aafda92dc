// SPDX-License-Identifier: Apache-2.0

package responses

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// Output is an answer.
type Output struct {
	Id        string    `json:"id"`
	Object    string    `json:"object"`
	CreatedAt time.Time `json:"created_at"`

	// Status is "completed", "incomplete" or "failed"; IncompleteDetails say why it is incomplete.
	Status            string             `json:"status"`
	IncompleteDetails *IncompleteDetails `json:"incomplete_details"`

	// Model is the one that answered, possibly under a more exact name than asked for.
	Model string `json:"model"`

	// Items are everything the model did, in order.
	Items []OutputItem `json:"output"`

	PreviousResponseId string `json:"previous_response_id"`
	ServiceTier        string `json:"service_tier"`
	Usage              Usage  `json:"usage"`
}

// UnmarshalJSON reads an answer; its time is in seconds.
func (o *Output) UnmarshalJSON(data []byte) error {
	type plain Output
	read := struct {
		*plain
		CreatedAt float64 `json:"created_at"`
	}{plain: (*plain)(o)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	o.CreatedAt = time.Unix(int64(read.CreatedAt), 0).UTC()
	return nil
}

// Text returns all that the model said, joined; nothing when it only calls functions or refuses.
func (o *Output) Text() string {
	var text strings.Builder
	for _, item := range o.Items {
		for _, part := range item.Content {
			if part.Type == "output_text" {
				text.WriteString(part.Text)
			}
		}
	}
	return text.String()
}

// FunctionCalls returns the functions that the model wants called. Answer each with a FunctionCallOutput.
func (o *Output) FunctionCalls() []OutputItem {
	var calls []OutputItem
	for _, item := range o.Items {
		if item.Type == "function_call" {
			calls = append(calls, item)
		}
	}
	return calls
}

// IncompleteDetails say why an answer is not whole: "max_output_tokens" or "content_filter".
type IncompleteDetails struct {
	Reason string `json:"reason"`
}

// An OutputItem is one thing that the model did: it said something, called a function, reasoned, or used a
// tool of the provider. It goes into the next request as it came, with what has no field here.
type OutputItem struct {
	// Type is "message", "function_call", "reasoning", "web_search_call", …
	Type string `json:"type"`
	Id   string `json:"id"`

	// Status is "in_progress", "completed" or "incomplete".
	Status string `json:"status"`

	// Content is what a message consists of.
	Content []OutputContent `json:"content"`

	// Of a function call: what to call, and with which arguments (JSON).
	Name      string `json:"name"`
	CallId    string `json:"call_id"`
	Arguments string `json:"arguments"`

	// Summary is that of reasoning, when asked for.
	Summary []SummaryText `json:"summary"`

	raw utils.RawJsonString
}

// OutputContent is a part of a message of the model: "output_text" or "refusal".
type OutputContent struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	Refusal string `json:"refusal"`
}

// SummaryText is a part of a summary of reasoning.
type SummaryText struct {
	Text string `json:"text"`
}

// UnmarshalJSON reads an item, and keeps it as it came.
func (i *OutputItem) UnmarshalJSON(data []byte) error {
	type plain OutputItem
	if err := json.Unmarshal(data, (*plain)(i)); err != nil {
		return err
	}
	i.raw = utils.RawJsonString(data)
	return nil
}

// MarshalJSON writes the item as it came.
func (i OutputItem) MarshalJSON() ([]byte, error) { return i.raw.MarshalJSON() }

// Usage counts tokens.
type Usage struct {
	InputTokens        int                `json:"input_tokens"`
	InputTokensDetails InputTokensDetails `json:"input_tokens_details"`

	OutputTokens        int                 `json:"output_tokens"`
	OutputTokensDetails OutputTokensDetails `json:"output_tokens_details"`

	TotalTokens int `json:"total_tokens"`
}

// InputTokensDetails tell how many tokens were found in the provider's cache.
type InputTokensDetails struct {
	CachedTokens int `json:"cached_tokens"`
}

// OutputTokensDetails tell how many tokens were spent on reasoning.
type OutputTokensDetails struct {
	ReasoningTokens int `json:"reasoning_tokens"`
}
