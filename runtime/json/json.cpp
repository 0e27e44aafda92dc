// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/json.h"

#include <algorithm>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

#include "runtime/json/document_handler.h"

namespace modus::json {

Error error_at(std::string_view text, std::size_t offset, std::string_view reason) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("line {}, column {}: {}", line, column, reason));
}

Result<Value> parse(std::string_view text, Syntax syntax) {
  boost::json::parse_options options;
  options.max_depth = 256;
  options.allow_comments = syntax == Syntax::kComments;
  options.allow_trailing_commas = syntax == Syntax::kComments;
  boost::json::basic_parser<DocumentHandler> parser(options);
  boost::system::error_code error;
  const auto refuse = [&](std::size_t offset, std::string_view reason) {
    return std::unexpected(error_at(text, offset, reason));
  };
  const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  if (error) return refuse(consumed, error.message());
  if (!parser.done()) return refuse(text.size(), "unexpected end of the document");
  if (text.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos) {
    return refuse(consumed, "unexpected text after the end of the document");
  }
  return parser.handler().release();
}

std::string to_text(const Value& value) { return boost::json::serialize(value); }

std::optional<std::string_view> find_string(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

const Object* find_object(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const Array* find_array(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

}  // namespace modus::json
