// SPDX-License-Identifier: Apache-2.0

package openai

import (
	"encoding/base64"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A ContentPart is a part of a message's content.
type ContentPart interface {
	Type() string
}

// A SystemContentPart is what a system message may consist of: text.
type SystemContentPart interface {
	ContentPart
	isSystemContentPart()
}

// A DeveloperContentPart is what a developer message may consist of: text.
type DeveloperContentPart = SystemContentPart

// A UserMessageContentPart is what a user's message may consist of: text, pictures, sound.
type UserMessageContentPart interface {
	ContentPart
	isUserMessageContentPart()
}

// An AssistantMessageContentPart is what the model's message may consist of: text, a refusal.
type AssistantMessageContentPart interface {
	ContentPart
	isAssistantMessageContentPart()
}

// A ToolMessageContentPart is what a tool's result may consist of: text.
type ToolMessageContentPart interface {
	ContentPart
	isToolMessageContentPart()
}

func (*TextContentPart) isSystemContentPart()              {}
func (*TextContentPart) isUserMessageContentPart()         {}
func (*TextContentPart) isAssistantMessageContentPart()    {}
func (*TextContentPart) isToolMessageContentPart()         {}
func (*ImageContentPart) isUserMessageContentPart()        {}
func (*AudioContentPart) isUserMessageContentPart()        {}
func (*RefusalContentPart) isAssistantMessageContentPart() {}

// Type returns "text".
func (*TextContentPart) Type() string { return "text" }

// Type returns "image_url".
func (*ImageContentPart) Type() string { return "image_url" }

// Type returns "input_audio".
func (*AudioContentPart) Type() string { return "input_audio" }

// Type returns "refusal".
func (*RefusalContentPart) Type() string { return "refusal" }

// TextContentPart is text.
type TextContentPart struct {
	Text string
}

// MarshalJSON writes the part as the API has it.
func (m TextContentPart) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}{"text", m.Text})
}

// ImageContentPart is a picture.
type ImageContentPart struct {
	Image Image
}

// MarshalJSON writes the part as the API has it.
func (m ImageContentPart) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(struct {
		Type  string `json:"type"`
		Image Image  `json:"image_url"`
	}{"image_url", m.Image})
}

// AudioContentPart is sound.
type AudioContentPart struct {
	Audio Audio
}

// MarshalJSON writes the part as the API has it.
func (m AudioContentPart) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(struct {
		Type  string `json:"type"`
		Audio Audio  `json:"input_audio"`
	}{"input_audio", m.Audio})
}

// RefusalContentPart is the model's refusal.
type RefusalContentPart struct {
	Refusal string
}

// MarshalJSON writes the part as the API has it.
func (m RefusalContentPart) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(struct {
		Type    string `json:"type"`
		Refusal string `json:"refusal"`
	}{"refusal", m.Refusal})
}

// An Image is a picture: an address, which may hold the picture itself.
type Image struct {
	Url string `json:"url"`

	// Detail says how closely to look: "low", "high" or "auto".
	Detail string `json:"detail,omitempty"`
}

// Audio is sound, in the format "wav" or "mp3".
type Audio struct {
	Data   []byte `json:"data"`
	Format string `json:"format"`
}

// NewTextContentPart makes a part that is text.
func NewTextContentPart(text string) *TextContentPart { return &TextContentPart{text} }

// NewImageContentPartFromUrl makes a part that is a picture at an address.
func NewImageContentPartFromUrl(url string, detail ...string) *ImageContentPart {
	part := &ImageContentPart{Image{Url: url}}
	if len(detail) > 0 {
		part.Image.Detail = detail[0]
	}
	return part
}

// NewImageContentPartFromData makes a part that is a picture: its bytes, or these as base64 text.
func NewImageContentPartFromData[T []byte | string](data T, contentType string, detail ...string) *ImageContentPart {
	var text string
	switch data := any(data).(type) {
	case []byte:
		text = base64.StdEncoding.EncodeToString(data)
	case string:
		text = data
	}
	return NewImageContentPartFromUrl("data:"+contentType+";base64,"+text, detail...)
}

// NewAudioContentPartFromData makes a part that is sound: its bytes, or these as base64 text. Text
// that is no base64 makes it panic.
func NewAudioContentPartFromData[T []byte | string](data T, format string) *AudioContentPart {
	part := &AudioContentPart{Audio{Format: format}}
	switch data := any(data).(type) {
	case []byte:
		part.Audio.Data = data
	case string:
		bytes, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			panic("the sound is no base64 text: " + err.Error())
		}
		part.Audio.Data = bytes
	}
	return part
}

// NewRefusalContentPart makes a part that is the model's refusal.
func NewRefusalContentPart(refusal string) *RefusalContentPart { return &RefusalContentPart{refusal} }
