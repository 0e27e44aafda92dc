// SPDX-License-Identifier: Apache-2.0
// JSON that something outside wrote, such as a model, checked against a type. It has the form that
// to_json_schema() describes.
#pragma once

#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/types/type.h"

namespace modus::types {

/// Checks the value, and brings it into the one form that guests read: integers without a fraction,
/// timestamps in UTC, members that are missing and may be null as null. Fails with
/// kInvalidArgument: `/lines/2/price should be a number but is the string "abc"`; the place is a
/// JSON Pointer, "it" for all of the value, which must not be used then.
Result<void> fit_json(json::Value& value, const Type& type);

/// The same for a function's arguments by their names. One that is missing takes its default, if it
/// has one, by staying absent.
Result<void> fit_arguments(json::Object& arguments, const Signature& function);

}  // namespace modus::types
