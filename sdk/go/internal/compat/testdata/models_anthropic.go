// SPDX-License-Identifier: Apache-2.0

package anthropic

type MessagesModel struct {
}
type MessagesModelInput struct {
	Model         string      `json:"model"`
	Messages      []*Message  `json:"messages"`
	MaxTokens     int         `json:"max_tokens,omitempty"`
	Metadata      *Metadata   `json:"metadata,omitempty"`
	StopSequences []string    `json:"stop_sequences,omitempty"`
	System        string      `json:"system,omitempty"`
	Temperature   float64     `json:"temperature"`
	ToolChoice    *ToolChoice `json:"tool_choice,omitempty"`
	Tools         []*Tool     `json:"tools,omitempty"`
	TopK          int         `json:"top_k,omitempty"`
	TopP          float64     `json:"top_p,omitempty"`
}
type Metadata struct {
	UserId string `json:"user_id,omitempty"`
}
type ToolChoice struct {
	Type                   string `json:"type"`
	Name                   string `json:"name,omitempty"`
	DisableParallelToolUse bool   `json:"disable_parallel_tool_use,omitempty"`
}

var (
	ToolChoiceAuto *ToolChoice
	ToolChoiceAny  *ToolChoice
	ToolChoiceTool func(name string) *ToolChoice
)

type MessagesModelOutput struct {
	Id           string         `json:"id"`
	Type         string         `json:"type"`
	Role         string         `json:"role"`
	Content      []ContentBlock `json:"content"`
	Model        string         `json:"model"`
	StopReason   string         `json:"stop_reason"`
	StopSequence string         `json:"stop_sequence,omitempty"`
	Usage        Usage          `json:"usage"`
}
type Usage struct {
	InputTokens  int `json:"input_tokens"`
	OutputTokens int `json:"output_tokens"`
}
type Message struct {
	Role    string  `json:"role"`
	Content Content `json:"content"`
}

func NewUserMessage(content Content) *Message

type Content interface {
}
type StringContent string
type Contents []ContentBlock
type ContentBlock struct {
	Type      string               `json:"type"`
	Text      *string              `json:"text,omitempty"`
	Id        *string              `json:"id,omitempty"`
	Name      *string              `json:"name,omitempty"`
	Input     *utils.RawJsonString `json:"input,omitempty"`
	ToolUseId *string              `json:"tool_use_id,omitempty"`
	IsError   *bool                `json:"is_error,omitempty"`
	Content   *string              `json:"content,omitempty"`
}

var (
	TextContentBlock       func(text string) ContentBlock
	ToolUseContentBlock    func(id, name string, input utils.RawJsonString) ContentBlock
	ToolResultContentBlock func(toolUseId, content string, isError bool) ContentBlock
)

type Tool struct {
	Name        string              `json:"name"`
	InputSchema utils.RawJsonString `json:"input_schema"`
	Description string              `json:"description,omitempty"`
}

func (m *MessagesModel) CreateInput(messages ...*Message) (*MessagesModelInput, error)
func (mi *MessagesModelInput) MarshalJSON() ([]byte, error)
