// SPDX-License-Identifier: Apache-2.0

package gemini

import "github.com/hypermodeinc/modus/sdk/go/pkg/utils"

// A Part is a piece of what is said: a text, or one of the others.
type Part struct {
	Text string `json:"text"`

	// Thought says that the text is what the model thought.
	Thought bool `json:"thought,omitempty"`

	// ThoughtSignature goes back to the model with the part that it came with.
	ThoughtSignature string `json:"thoughtSignature,omitempty"`

	InlineData       *Blob             `json:"inlineData,omitempty"`
	FileData         *FileData         `json:"fileData,omitempty"`
	FunctionCall     *FunctionCall     `json:"functionCall,omitempty"`
	FunctionResponse *FunctionResponse `json:"functionResponse,omitempty"`
}

// NewContent makes content of any parts; role is "user" or "model".
func NewContent(role string, parts ...Part) *Content { return &Content{Role: role, Parts: parts} }

// DataPart makes a part of the bytes of a picture, a sound, a film or a document.
func DataPart(data []byte, mimeType string) Part {
	return Part{InlineData: &Blob{MimeType: mimeType, Data: data}}
}

// FilePart makes a part of a file that Google has.
func FilePart(fileUri, mimeType string) Part {
	return Part{FileData: &FileData{MimeType: mimeType, FileUri: fileUri}}
}

// FunctionResponsePart makes a part of what a function returned, a JSON object.
func FunctionResponsePart(call *FunctionCall, response utils.RawJsonString) Part {
	return Part{FunctionResponse: &FunctionResponse{Id: call.Id, Name: call.Name, Response: response}}
}

// MarshalJSON leaves the text out where the part is something else.
func (p Part) MarshalJSON() ([]byte, error) {
	type plain Part
	written := struct {
		plain
		Text *string `json:"text,omitempty"`
	}{plain: plain(p)}
	isOther := p.InlineData != nil || p.FileData != nil || p.FunctionCall != nil || p.FunctionResponse != nil
	if p.Text != "" || !isOther {
		written.Text = &p.Text
	}
	return utils.JsonSerialize(written)
}

// A Blob is bytes of a media type.
type Blob struct {
	MimeType string `json:"mimeType"`
	Data     []byte `json:"data"`
}

// FileData names a file that Google has.
type FileData struct {
	MimeType string `json:"mimeType"`
	FileUri  string `json:"fileUri"`
}

// A FunctionCall is the model's wish that a function be called. Args is a JSON object.
type FunctionCall struct {
	Id   string              `json:"id,omitempty"`
	Name string              `json:"name"`
	Args utils.RawJsonString `json:"args,omitempty"`
}

// A FunctionResponse is what a function returned, a JSON object.
type FunctionResponse struct {
	Id       string              `json:"id,omitempty"`
	Name     string              `json:"name"`
	Response utils.RawJsonString `json:"response"`
}

// A Tool holds functions that the model may ask to be called, or is one that Google runs itself; these take settings as
// JSON, "{}" for none.
type Tool struct {
	FunctionDeclarations []FunctionDeclaration `json:"functionDeclarations,omitempty"`
	GoogleSearch         utils.RawJsonString   `json:"googleSearch,omitempty"`
	UrlContext           utils.RawJsonString   `json:"urlContext,omitempty"`
	CodeExecution        utils.RawJsonString   `json:"codeExecution,omitempty"`
}

// FunctionDeclaration describes a function to the model.
type FunctionDeclaration struct {
	Name        string `json:"name"`
	Description string `json:"description"`

	// ParametersJsonSchema is the JSON Schema of the parameters, an object.
	ParametersJsonSchema utils.RawJsonString `json:"parametersJsonSchema,omitempty"`
}

// ToolConfig says how the model uses functions.
type ToolConfig struct {
	FunctionCallingConfig FunctionCallingConfig `json:"functionCallingConfig"`
}

// FunctionCallingConfig says whether the model may ("AUTO"), must ("ANY") or must not ("NONE") call functions.
type FunctionCallingConfig struct {
	Mode string `json:"mode"`

	// AllowedFunctionNames are the only ones to call, with "ANY".
	AllowedFunctionNames []string `json:"allowedFunctionNames,omitempty"`
}
