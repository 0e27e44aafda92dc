// SPDX-License-Identifier: Apache-2.0

package openai

type ChatModel struct {
}
type ChatModelInput struct {
	Model               string             `json:"model"`
	Messages            []RequestMessage   `json:"messages"`
	Modalities          []Modality         `json:"modalities,omitempty"`
	Audio               *AudioParameters   `json:"audio,omitempty"`
	FrequencyPenalty    float64            `json:"frequency_penalty,omitempty"`
	LogitBias           map[string]float64 `json:"logit_bias,omitempty"`
	Logprobs            bool               `json:"logprobs,omitempty"`
	TopLogprobs         int                `json:"top_logprobs,omitempty"`
	MaxTokens           int                `json:"max_tokens,omitempty"`
	MaxCompletionTokens int                `json:"max_completion_tokens,omitempty"`
	N                   int                `json:"n,omitempty"`
	PresencePenalty     float64            `json:"presence_penalty,omitempty"`
	ResponseFormat      ResponseFormat     `json:"response_format"`
	Seed                int                `json:"seed,omitempty"`
	ServiceTier         ServiceTier        `json:"service_tier,omitempty"`
	Stop                []string           `json:"stop,omitempty"`
	Temperature         float64            `json:"temperature"`
	TopP                float64            `json:"top_p"`
	Tools               []Tool             `json:"tools,omitempty"`
	ToolChoice          ToolChoice         `json:"tool_choice,omitempty"`
	ParallelToolCalls   bool               `json:"parallel_tool_calls"`
	User                string             `json:"user,omitempty"`
}
type Modality string

const (
	ModalityText  Modality = "text"
	ModalityAudio Modality = "audio"
)

type AudioParameters struct {
	Voice  string `json:"voice"`
	Format string `json:"format"`
}

func NewAudioParameters(voice, format string) *AudioParameters
func (ci *ChatModelInput) RequestAudioOutput(voice, format string)

type ToolChoice struct {
	Type     string `json:"type"`
	Function struct {
		Name string `json:"name"`
	} `json:"function,omitempty"`
}

var (
	ToolChoiceNone     ToolChoice
	ToolChoiceAuto     ToolChoice
	ToolChoiceRequired ToolChoice
	ToolChoiceFunction func(name string) ToolChoice
)

func (tc ToolChoice) MarshalJSON() ([]byte, error)

type ChatModelOutput struct {
	Id                string      `json:"id"`
	Object            string      `json:"object"`
	Choices           []Choice    `json:"choices"`
	Created           time.Time   `json:"created"`
	Model             string      `json:"model"`
	ServiceTier       ServiceTier `json:"service_tier"`
	SystemFingerprint string      `json:"system_fingerprint"`
	Usage             Usage       `json:"usage"`
}

func (o *ChatModelOutput) UnmarshalJSON(data []byte) error

type ChatModelError struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Param   string `json:"param,omitempty"`
	Code    string `json:"code,omitempty"`
}

func (e *ChatModelError) Error() string

type RequestMessage interface {
	json.Marshaler
	Role() string
}
type ContentPart interface {
	Type() string
}
type SystemContentPart interface {
	ContentPart
}
type DeveloperContentPart = SystemContentPart
type UserMessageContentPart interface {
	ContentPart
}
type AssistantMessageContentPart interface {
	ContentPart
}
type ToolMessageContentPart interface {
	ContentPart
}

func (*TextContentPart) Type() string
func (*ImageContentPart) Type() string
func (*AudioContentPart) Type() string
func (*RefusalContentPart) Type() string

type TextContentPart struct {
	Text string
}

func (m TextContentPart) MarshalJSON() ([]byte, error)

type ImageContentPart struct {
	Image Image
}

func (m ImageContentPart) MarshalJSON() ([]byte, error)

type AudioContentPart struct {
	Audio Audio
}

func (m AudioContentPart) MarshalJSON() ([]byte, error)

type RefusalContentPart struct {
	Refusal string
}

func (m RefusalContentPart) MarshalJSON() ([]byte, error)

type Image struct {
	Url    string `json:"url"`
	Detail string `json:"detail,omitempty"`
}
type Audio struct {
	Data   []byte `json:"data"`
	Format string `json:"format"`
}

func NewTextContentPart(text string) *TextContentPart
func NewImageContentPartFromUrl(url string, detail ...string) *ImageContentPart
func NewImageContentPartFromData[T []byte | string](data T, contentType string, detail ...string) *ImageContentPart
func NewAudioContentPartFromData[T []byte | string](data T, format string) *AudioContentPart
func NewRefusalContentPart(refusal string) *RefusalContentPart

type SystemMessage[T string | []SystemContentPart] struct {
	Content T
	Name    string
}

func NewSystemMessage[T string | []SystemContentPart](content T) *SystemMessage[T]
func NewSystemMessageFromParts(parts ...SystemContentPart) *SystemMessage[[]SystemContentPart]
func (m *SystemMessage[T]) Role() string
func (m SystemMessage[T]) MarshalJSON() ([]byte, error)

type DeveloperMessage[T string | []DeveloperContentPart] struct {
	Content T
	Name    string
}

func NewDeveloperMessage[T string | []DeveloperContentPart](content T) *DeveloperMessage[T]
func NewDeveloperMessageFromParts(parts ...DeveloperContentPart) *DeveloperMessage[[]DeveloperContentPart]
func (m *DeveloperMessage[T]) Role() string
func (m DeveloperMessage[T]) MarshalJSON() ([]byte, error)

type UserMessage[T string | []UserMessageContentPart] struct {
	Content T
	Name    string
}

func NewUserMessage[T string | []UserMessageContentPart](content T) *UserMessage[T]
func NewUserMessageFromParts(parts ...UserMessageContentPart) *UserMessage[[]UserMessageContentPart]
func (m *UserMessage[T]) Role() string
func (m UserMessage[T]) MarshalJSON() ([]byte, error)

type AssistantMessage[T string | []AssistantMessageContentPart] struct {
	Content   T
	Name      string
	Refusal   string
	ToolCalls []ToolCall
	Audio     *AudioRef
}
type AudioRef struct {
	Id string `json:"id"`
}

func NewAssistantMessage[T string | []AssistantMessageContentPart](content T) *AssistantMessage[T]
func NewAssistantMessageFromParts(parts ...AssistantMessageContentPart) *AssistantMessage[[]AssistantMessageContentPart]
func NewAssistantMessageFromCompletionMessage(cm *CompletionMessage) *AssistantMessage[string]
func (m *CompletionMessage) ToAssistantMessage() *AssistantMessage[string]
func (m *CompletionMessage) Role() string
func (m *AssistantMessage[T]) Role() string
func (m AssistantMessage[T]) MarshalJSON() ([]byte, error)

type ToolMessage[T string | []ToolMessageContentPart] struct {
	Content    T
	ToolCallId string
}

func NewToolMessage(content any, toolCallId string) *ToolMessage[string]
func NewToolMessageFromParts(toolCallId string, parts ...ToolMessageContentPart) *ToolMessage[[]ToolMessageContentPart]
func (m *ToolMessage[T]) Role() string
func (m ToolMessage[T]) MarshalJSON() ([]byte, error)

type CompletionMessage struct {
	Content   string       `json:"content"`
	Refusal   string       `json:"refusal,omitempty"`
	ToolCalls []ToolCall   `json:"tool_calls,omitempty"`
	Audio     *AudioOutput `json:"audio,omitempty"`
}
type AudioOutput struct {
	Id         string    `json:"id"`
	ExpiresAt  time.Time `json:"expires_at"`
	Data       []byte    `json:"data"`
	Transcript string    `json:"transcript"`
}

func (a *AudioOutput) UnmarshalJSON(data []byte) error

type ToolCall struct {
	Id       string       `json:"id"`
	Type     string       `json:"type"`
	Function FunctionCall `json:"function"`
}
type FunctionCall struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}
type ResponseFormat struct {
	Type       string              `json:"type"`
	JsonSchema utils.RawJsonString `json:"json_schema,omitempty"`
}

var (
	ResponseFormatText       ResponseFormat
	ResponseFormatJson       ResponseFormat
	ResponseFormatJsonSchema func(jsonSchema string) ResponseFormat
)

type ServiceTier string

const (
	ServiceTierAuto    ServiceTier = "auto"
	ServiceTierDefault ServiceTier = "default"
)

type Choice struct {
	FinishReason string            `json:"finish_reason"`
	Index        int               `json:"index"`
	Message      CompletionMessage `json:"message"`
	Logprobs     Logprobs          `json:"logprobs"`
}
type Logprobs struct {
	Content []LogprobsContent `json:"content"`
}
type LogprobsContent struct {
	LogprobsContentObject
	TopLogprobs []LogprobsContentObject `json:"top_logprobs"`
}
type LogprobsContentObject struct {
	Token   string  `json:"token"`
	Logprob float64 `json:"logprob"`
	Bytes   []byte  `json:"bytes"`
}
type Tool struct {
	Type     string             `json:"type"`
	Function FunctionDefinition `json:"function"`
}

func NewToolForFunction(name, description string) Tool
func (t Tool) WithParameter(name, jsonSchemaType, description string) Tool
func (t Tool) WithParametersSchema(jsonSchema string) Tool

type FunctionDefinition struct {
	Name        string              `json:"name"`
	Description string              `json:"description,omitempty"`
	Strict      bool                `json:"strict,omitempty"`
	Parameters  utils.RawJsonString `json:"parameters,omitempty"`
}

func (m *ChatModel) CreateInput(messages ...RequestMessage) (*ChatModelInput, error)
func (mi *ChatModelInput) MarshalJSON() ([]byte, error)
func (m *rawMessage) Role() string
func (m *rawMessage) MarshalJSON() ([]byte, error)
func (m *rawMessage) UnmarshalJSON(data []byte) error
func ParseMessages(data []byte) ([]RequestMessage, error)

type Usage struct {
	CompletionTokens int `json:"completion_tokens"`
	PromptTokens     int `json:"prompt_tokens"`
	TotalTokens      int `json:"total_tokens"`
}
type EmbeddingsModel struct {
}
type EmbeddingsModelInput struct {
	Model          string         `json:"model"`
	Input          any            `json:"input"`
	EncodingFormat EncodingFormat `json:"encoding_format,omitempty"`
	Dimensions     int            `json:"dimensions,omitempty"`
	User           string         `json:"user,omitempty"`
}
type EmbeddingsModelOutput struct {
	Object string      `json:"object"`
	Model  string      `json:"model"`
	Usage  Usage       `json:"usage"`
	Data   []Embedding `json:"data"`
}
type EncodingFormat string

const (
	EncodingFormatFloat  EncodingFormat = "float"
	EncodingFormatBase64 EncodingFormat = "base64"
)

type Embedding struct {
	Object    string    `json:"object"`
	Index     int       `json:"index"`
	Embedding []float32 `json:"embedding"`
}

func (m *EmbeddingsModel) CreateInput(content any) (*EmbeddingsModelInput, error)
