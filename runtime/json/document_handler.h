// SPDX-License-Identifier: Apache-2.0
// Builds a document from Boost.JSON's parser events. Its own reader of doubles is off by a unit in
// the last place for many numbers (Boost 1.81), so the number's text is kept and read by the
// standard library instead.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

namespace modus::json {

/// The handler that boost::json::basic_parser asks for; the names are the library's.
class DocumentHandler {
 public:
  static constexpr std::size_t max_object_size = boost::json::object::max_size();
  static constexpr std::size_t max_array_size = boost::json::array::max_size();
  static constexpr std::size_t max_key_size = boost::json::string::max_size();
  static constexpr std::size_t max_string_size = boost::json::string::max_size();

  using Code = boost::system::error_code;

  boost::json::value release() { return stack_.release(); }

  bool on_document_begin(Code&) {
    stack_.reset();
    return true;
  }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t count, Code&) {
    stack_.push_object(count);
    return true;
  }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t count, Code&) {
    stack_.push_array(count);
    return true;
  }
  bool on_key_part(std::string_view text, std::size_t, Code&) {
    stack_.push_chars(text);
    return true;
  }
  bool on_key(std::string_view text, std::size_t, Code&) {
    stack_.push_key(text);
    return true;
  }
  bool on_string_part(std::string_view text, std::size_t, Code&) {
    stack_.push_chars(text);
    return true;
  }
  bool on_string(std::string_view text, std::size_t, Code&) {
    stack_.push_string(text);
    return true;
  }
  bool on_number_part(std::string_view text, Code&) {
    number_ += text;
    return true;
  }
  bool on_int64(std::int64_t value, std::string_view, Code&) {
    number_.clear();
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, std::string_view, Code&) {
    number_.clear();
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double approximate, std::string_view text, Code&) {
    number_ += text;
    double exact = approximate;  // stays when the number is out of a double's range
    std::from_chars(number_.data(), number_.data() + number_.size(), exact);
    number_.clear();
    stack_.push_double(exact);
    return true;
  }
  bool on_bool(bool value, Code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(Code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(std::string_view, Code&) { return true; }
  bool on_comment(std::string_view, Code&) { return true; }

 private:
  boost::json::value_stack stack_;
  std::string number_;
};

}  // namespace modus::json
