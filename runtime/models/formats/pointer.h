// SPDX-License-Identifier: Apache-2.0
// Places in JSON documents by their JSON Pointers (RFC 6901).
#pragma once

#include <string_view>

#include "runtime/json/json.h"

namespace modus::models {

/// The value there, or null when there is none, or none but a JSON null, or the pointer is empty.
const json::Value* find_at(const json::Value& document, std::string_view pointer);

/// Puts a value there. Containers that are missing are made: an array where the pointer says "0",
/// else an object. Returns whether nothing of another kind was on the way.
bool put_at(json::Value& document, std::string_view pointer, json::Value value);

}  // namespace modus::models
