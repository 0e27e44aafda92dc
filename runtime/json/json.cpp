// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/json.h"

#include <algorithm>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

#include "runtime/json/document_handler.h"

namespace modus::json {

namespace {

using Code = boost::system::error_code;

/// Accepts every event; the names are the library's.
struct NullHandler {
  static constexpr std::size_t max_object_size = DocumentHandler::max_object_size;
  static constexpr std::size_t max_array_size = DocumentHandler::max_array_size;
  static constexpr std::size_t max_key_size = DocumentHandler::max_key_size;
  static constexpr std::size_t max_string_size = DocumentHandler::max_string_size;

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_key_part(std::string_view, std::size_t, Code&) { return true; }
  bool on_key(std::string_view, std::size_t, Code&) { return true; }
  bool on_string_part(std::string_view, std::size_t, Code&) { return true; }
  bool on_string(std::string_view, std::size_t, Code&) { return true; }
  bool on_number_part(std::string_view, Code&) { return true; }
  bool on_int64(std::int64_t, std::string_view, Code&) { return true; }
  bool on_uint64(std::uint64_t, std::string_view, Code&) { return true; }
  bool on_double(double, std::string_view, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(std::string_view, Code&) { return true; }
  bool on_comment(std::string_view, Code&) { return true; }
};

template <class Handler>
Result<void> read(boost::json::basic_parser<Handler>& parser, std::string_view text) {
  Code error;
  const auto refuse = [&](std::size_t offset, std::string_view reason) {
    return std::unexpected(error_at(text, offset, reason));
  };
  const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  if (error) return refuse(consumed, error.message());
  if (!parser.done()) return refuse(text.size(), "unexpected end of the document");
  if (text.find_first_not_of(" \t\r\n", consumed) != std::string_view::npos) {
    return refuse(consumed, "unexpected text after the end of the document");
  }
  return {};
}

boost::json::parse_options options_for(Syntax syntax) {
  boost::json::parse_options options;
  options.max_depth = 256;
  options.allow_comments = syntax == Syntax::kComments;
  options.allow_trailing_commas = syntax == Syntax::kComments;
  return options;
}

}  // namespace

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
  boost::json::basic_parser<DocumentHandler> parser(options_for(syntax));
  MODUS_CHECK(read(parser, text));
  return parser.handler().release();
}

bool is_valid(std::string_view text) {
  boost::json::basic_parser<NullHandler> parser(options_for(Syntax::kStrict));
  return read(parser, text).has_value();
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
