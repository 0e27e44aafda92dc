// SPDX-License-Identifier: Apache-2.0
// Types and signatures as JSON Schema (draft 2020-12), in the part of it that model providers take:
// every member of an object is required and no other allowed, what may be null is an anyOf unless
// null is but an empty value, a map is a list of {key, value}, and records that occur more than
// once stand in $defs.
#pragma once

#include <string>

#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/types/type.h"

namespace modus::types {

/// The schema of a type's values, with what authors wrote about them. Fails with kInvalidArgument,
/// naming the type, where nothing is known about its values.
Result<json::Value> to_json_schema(const Type& type);

/// The schema of the object that holds a function's arguments by name: a record's. What has a
/// default is not required.
Result<json::Value> arguments_schema(const Signature& function);

/// What the function's author wrote about it, without lines of tags such as @param.
std::string description_of(const Signature& function);

}  // namespace modus::types
