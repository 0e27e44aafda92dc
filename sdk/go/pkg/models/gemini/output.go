// SPDX-License-Identifier: Apache-2.0

package gemini

import "strings"

// GenerateModelOutput is an answer.
type GenerateModelOutput struct {
	Candidates     []Candidate     `json:"candidates"`
	PromptFeedback *PromptFeedback `json:"promptFeedback,omitempty"`
	UsageMetadata  UsageMetadata   `json:"usageMetadata"`
}

// Text returns what the model said, of several answers the first; nothing when it was blocked.
func (o *GenerateModelOutput) Text() string {
	if len(o.Candidates) == 0 || o.Candidates[0].Content == nil {
		return ""
	}
	var text strings.Builder
	for _, part := range o.Candidates[0].Content.Parts {
		if !part.Thought {
			text.WriteString(part.Text)
		}
	}
	return text.String()
}

// A Candidate is one of several answers.
type Candidate struct {
	Index            int               `json:"index"`
	Content          *Content          `json:"content,omitempty"`
	FinishReason     FinishReason      `json:"finishReason,omitempty"`
	SafetyRatings    []SafetyRating    `json:"safetyRatings,omitempty"`
	CitationMetadata *CitationMetadata `json:"citationMetadata,omitempty"`
}

// FinishReason is why an answer ended.
type FinishReason string

const (
	FinishReasonUnspecified FinishReason = "FINISH_REASON_UNSPECIFIED"
	FinishReasonStop        FinishReason = "STOP"
	FinishReasonMaxTokens   FinishReason = "MAX_TOKENS"
	FinishReasonSafety      FinishReason = "SAFETY"
	FinishReasonRecitation  FinishReason = "RECITATION"
	FinishReasonLanguage    FinishReason = "LANGUAGE"
	FinishReasonOther       FinishReason = "OTHER"
)

// SafetyRating is how likely one kind of harm is.
type SafetyRating struct {
	Category    HarmCategory    `json:"category"`
	Probability HarmProbability `json:"probability"`
}

// HarmProbability is how likely harm is.
type HarmProbability string

const (
	HarmProbabilityUnspecified HarmProbability = "HARM_PROBABILITY_UNSPECIFIED"
	HarmProbabilityNegligible  HarmProbability = "NEGLIGIBLE"
	HarmProbabilityLow         HarmProbability = "LOW"
	HarmProbabilityMedium      HarmProbability = "MEDIUM"
	HarmProbabilityHigh        HarmProbability = "HIGH"
)

// CitationMetadata holds the sources of an answer.
type CitationMetadata struct {
	CitationSources []CitationSource `json:"citationSources"`
}

// CitationSource is the source of the part of an answer between two places, in bytes.
type CitationSource struct {
	StartIndex int64  `json:"startIndex"`
	EndIndex   int64  `json:"endIndex"`
	Uri        string `json:"uri,omitempty"`
	License    string `json:"license,omitempty"`
}

// PromptFeedback is what the model thinks of the request.
type PromptFeedback struct {
	BlockReason   BlockReason    `json:"blockReason"`
	SafetyRatings []SafetyRating `json:"safetyRatings"`
}

// BlockReason is why a request was blocked.
type BlockReason string

const (
	BlockReasonUnspecified BlockReason = "BLOCKED_REASON_UNSPECIFIED"
	BlockReasonSafety      BlockReason = "SAFETY"
	BlockReasonOther       BlockReason = "OTHER"
)

// UsageMetadata counts tokens.
type UsageMetadata struct {
	PromptTokenCount        int `json:"promptTokenCount"`
	CandidatesTokenCount    int `json:"candidatesTokenCount"`
	TotalTokenCount         int `json:"totalTokenCount"`
	CachedContentTokenCount int `json:"cachedContentTokenCount"`
}
