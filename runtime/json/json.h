// SPDX-License-Identifier: Apache-2.0
// Reading JSON documents: Boost.JSON's values, with errors that name line and column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "runtime/base/result.h"

namespace modus::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

enum class Syntax {
  kStrict,    // RFC 8259
  kComments,  // with // and /* */ comments and trailing commas, as in modus.json
};

/// Parses a whole document nested at most 256 deep. Fails with kInvalidArgument:
/// `line 3, column 7: syntax error`.
Result<Value> parse(std::string_view text, Syntax syntax = Syntax::kStrict);

/// Whether parse() would accept the text. Keeps nothing of it.
bool is_valid(std::string_view text);

/// The error of a text at a byte offset: `line 3, column 7: ` and the reason. Columns count bytes.
Error error_at(std::string_view text, std::size_t offset, std::string_view reason);

/// The compact text of a value.
std::string to_text(const Value& value);

/// The member's string, or nothing when the member is absent or no string.
std::optional<std::string_view> find_string(const Object& object, std::string_view key);

/// The member's object or array, or null when absent or of another kind.
const Object* find_object(const Object& object, std::string_view key);
const Array* find_array(const Object& object, std::string_view key);

}  // namespace modus::json
