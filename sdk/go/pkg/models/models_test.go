// SPDX-License-Identifier: Apache-2.0

package models_test

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// An answer with a text, as the SDK's own have.
type answer struct {
	Said string `json:"said"`
}

func (a *answer) Text() string { return a.Said }

type plainModel struct {
	models.ModelBase[map[string]string, answer]
}

var input = &map[string]string{"ask": "<who>"}

func getModel(t *testing.T) *plainModel {
	t.Helper()
	model, err := models.GetModel[plainModel]("plain")
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func answering(t *testing.T, function string, answer any) {
	t.Helper()
	testutils.Forget()
	testutils.Mock(t, "modus_models."+function, func(...any) any { return answer })
}

func texts(stream *models.Stream[answer]) []string {
	var all []string
	for stream.Next() {
		all = append(all, stream.Delta())
	}
	return all
}

func TestInvoke(t *testing.T) {
	answering(t, "invokeModel", `{"said": "me"}`)
	output, err := getModel(t).Invoke(input)
	if err != nil || output.Said != "me" {
		t.Errorf("%+v, %v", output, err)
	}
	want := []any{"plain", `{"ask":"<who>"}`}
	if sent := testutils.Calls("modus_models.invokeModel").Pop(); !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %v", sent)
	}
}

func TestInvokeWithTools(t *testing.T) {
	answering(t, "askModel", `{"said": "me"}`)
	model := getModel(t)
	model.Tools = []string{"find"}
	if output, err := model.Invoke(input); err != nil || output.Said != "me" {
		t.Errorf("%+v, %v", output, err)
	}
	want := []any{"plain", `{"ask":"<who>"}`, "", []string{"find"}, 8}
	if sent := testutils.Calls("modus_models.askModel").Pop(); !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %v", sent)
	}
}

func TestModelsThatWereNotFound(t *testing.T) {
	answering(t, "getModelInfo", nil)
	if _, err := models.GetModel[plainModel]("plain"); err == nil || !strings.Contains(err.Error(), "modus.json") {
		t.Errorf("%v", err)
	}
	var model plainModel
	_, invoked := model.Invoke(input)
	_, streamed := model.Stream(input)
	_, asked := models.Ask[int](&model, input)
	for _, err := range []error{invoked, streamed, asked} {
		if err == nil || !strings.Contains(err.Error(), "models.GetModel") {
			t.Errorf("%v", err)
		}
	}
}

func TestStream(t *testing.T) {
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m", "e"}, Response: `{"said": "me"}`})
	stream, err := getModel(t).Stream(input)
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(stream); !reflect.DeepEqual(got, []string{"m", "e"}) || stream.Err() != nil || stream.Next() {
		t.Errorf("%q, %v", got, stream.Err())
	}
	if output, err := stream.Response(); err != nil || output.Said != "me" {
		t.Errorf("%+v, %v", output, err)
	}
}

// As docs/go/models.md has it.
func tell(model *plainModel, input *map[string]string, out io.Writer) (*answer, error) {
	stream, err := model.Stream(input)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	for stream.Next() {
		fmt.Fprint(out, stream.Delta())
	}
	if err := stream.Err(); err != nil {
		return nil, err
	}
	return stream.Response() // the whole answer, usage included
}

func TestReadingAStream(t *testing.T) {
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m", "e"}, Response: `{"said": "me"}`})
	var out strings.Builder
	if output, err := tell(getModel(t), input, &out); err != nil || output.Said != "me" || out.String() != "me" {
		t.Errorf("%+v, %v, %q", output, err, out.String())
	}
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m"}})
	if _, err := tell(getModel(t), input, &out); err == nil {
		t.Error("there is no error")
	}
}

func TestTheResponsePassesOverPieces(t *testing.T) {
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m", "e"}, Response: `{"said": "me"}`})
	stream, _ := getModel(t).Stream(input)
	if output, err := stream.Response(); err != nil || output.Said != "me" || stream.Next() {
		t.Errorf("%+v, %v", output, err)
	}
}

func TestAWholeAnswerIsOnePiece(t *testing.T) {
	answering(t, "invokeModel", `{"said": "me"}`)
	model := getModel(t)
	for _, tools := range [][]string{nil, {"find"}} {
		model.Tools = tools
		stream, err := model.Stream(input)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(stream); !reflect.DeepEqual(got, []string{"me"}) || stream.Err() != nil {
			t.Errorf("%q, %v", got, stream.Err())
		}
	}
}

func TestStreamsThatFail(t *testing.T) {
	answering(t, "streamModel", nil)
	if _, err := getModel(t).Stream(input); err == nil {
		t.Error("there is no error")
	}
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m"}})
	stream, _ := getModel(t).Stream(input)
	if got := texts(stream); !reflect.DeepEqual(got, []string{"m"}) || stream.Err() == nil {
		t.Errorf("%q, %v", got, stream.Err())
	}
	if _, err := stream.Response(); err != stream.Err() {
		t.Errorf("%v", err)
	}
	answering(t, "streamModel", testutils.ModelStream{Response: `{"said": "no"}`})
	model := getModel(t)
	model.Validator = func(response []byte) error { return errNo }
	stream, _ = model.Stream(input)
	if texts(stream); stream.Err() != errNo {
		t.Errorf("%v", stream.Err())
	}
}

type refusal struct{}

func (refusal) Error() string { return "no" }

var errNo error = refusal{}

func TestClosedStreams(t *testing.T) {
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m", "e"}, Response: `{}`})
	stream, _ := getModel(t).Stream(input)
	stream.Next()
	stream.Close()
	stream.Close()
	if stream.Next() || stream.Err() != nil {
		t.Errorf("it goes on: %v", stream.Err())
	}
	if _, err := stream.Response(); err == nil || !strings.Contains(err.Error(), "was closed") {
		t.Errorf("%v", err)
	}
	stream, _ = getModel(t).Stream(input)
	for range stream.Deltas() {
		break
	}
	if stream.Next() {
		t.Error("leaving the loop did not close the stream")
	}
}

func TestDeltas(t *testing.T) {
	answering(t, "streamModel", testutils.ModelStream{Deltas: []string{"m", "e"}})
	stream, _ := getModel(t).Stream(input)
	var got []string
	var failure error
	for delta, err := range stream.Deltas() {
		got, failure = append(got, delta), err
	}
	if !reflect.DeepEqual(got, []string{"m", "e", ""}) || failure == nil {
		t.Errorf("%q, %v", got, failure)
	}
}

func TestAsk(t *testing.T) {
	answering(t, "askModel", `[{"key": "a", "value": 1}]`)
	counts, err := models.Ask[map[string]int](getModel(t), input)
	if err != nil || !reflect.DeepEqual(counts, map[string]int{"a": 1}) {
		t.Errorf("%v, %v", counts, err)
	}
	want := []any{"plain", `{"ask":"<who>"}`, "map[string]int", []string(nil), 8}
	if sent := testutils.Calls("modus_models.askModel").Pop(); !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %#v", sent)
	}
	answering(t, "askModel", `[1]`)
	if counts, err := models.Ask[map[string]int](getModel(t), input); err == nil || counts != nil {
		t.Errorf("%v, %v", counts, err)
	}
	answering(t, "askModel", nil)
	if _, err := models.Ask[int](getModel(t), input); err == nil {
		t.Error("there is no error")
	}
}

func TestWhatAnswersInvokeAnswersAsk(t *testing.T) {
	answering(t, "invokeModel", "7")
	if number, err := models.Ask[*uint8](getModel(t), input); err != nil || *number != *utils.Pointer(uint8(7)) {
		t.Errorf("%v, %v", number, err)
	}
}
