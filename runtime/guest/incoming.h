// SPDX-License-Identifier: Apache-2.0
// Values as clients and host functions give them, before a convention puts them into memory.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/types/type.h"
#include "runtime/types/value.h"

namespace modus::guest {

/// How bytes come: clients send base64 text, host functions and other guests the bytes themselves.
enum class BytesForm { kBase64, kRaw };

/// What a host function or another guest means by the value. There are languages (Go) in which
/// lists, maps and bytes may always be null; where the type wants one, that is an empty one.
types::Value without_null(const types::Type& type, const types::Value& value, BytesForm form);

/// Fails when the value is no string.
Result<std::vector<std::byte>> to_bytes(const types::Value& value, BytesForm form);

/// The same for a list of numbers. Fails naming the one that is no byte.
Result<std::vector<std::byte>> to_byte_list(const types::Value& list);

/// The member of an object by its exact name, else ignoring case; absent when there is none.
types::Value find_field(const types::Value& object, std::string_view name);

/// What a map is made of, in order: the members of an object, or a list of {key, value}.
struct KeyAndValue {
  types::Value key;
  types::Value value;
};
Result<std::vector<KeyAndValue>> to_entries(const types::Value& value);

/// The argument at that place; absent beyond the end.
inline types::Value argument_at(std::span<const types::Value> arguments, std::size_t i) {
  return i < arguments.size() ? arguments[i] : types::Value();
}

/// `function parameter 'x' is invalid: …` for errors of the client's making; a trap or a limit
/// stays what it is.
Error in_parameter(const Error& error, std::string_view name);

/// "expected a list, got null"
std::unexpected<Error> unexpected_kind(std::string_view expected, const types::Value& value);

}  // namespace modus::guest
