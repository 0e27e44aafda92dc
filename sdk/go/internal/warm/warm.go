// SPDX-License-Identifier: Apache-2.0

// Package warm lets encoding/json meet the types of a request and its answer while an app initialises.
// What it learns of a type when it first meets it is then part of the snapshot that each call begins
// with; learning it costs several times what the call does.
package warm

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// Json writes the request and reads the answer, as a call does; both should have what usual ones have.
func Json(request any, answer string, into any, findError func([]byte) error) {
	_, err := utils.JsonSerialize(request)
	if err == nil {
		err = findError([]byte(answer))
	}
	if err == nil {
		err = utils.JsonDeserialize([]byte(answer), into)
	}
	if err != nil {
		panic(fmt.Sprintf("a %T that should be as usual: %v", into, err))
	}
}
