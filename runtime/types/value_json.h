// SPDX-License-Identifier: Apache-2.0
// Values as JSON text, and JSON documents as values.
#pragma once

#include "runtime/json/json.h"
#include "runtime/json/writer.h"
#include "runtime/types/value.h"

namespace modus::types {

/// Writes the value; an absent one as null, a number that JSON lacks as null.
void write_json(json::Writer& writer, const Value& value);

/// The document as a value; text and children are copied into the arena.
Value from_json(const json::Value& document, Arena& arena);

}  // namespace modus::types
