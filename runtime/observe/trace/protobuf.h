// SPDX-License-Identifier: Apache-2.0
// The wire format of Protocol Buffers, as far as OTLP needs it
// (https://protobuf.dev/programming-guides/encoding/).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modus::observe {

/// Appends fields to a message. Those of nested messages are appended within message().
class ProtobufWriter {
 public:
  void varint(std::uint32_t field, std::uint64_t value);
  void fixed32(std::uint32_t field, std::uint32_t value);
  void fixed64(std::uint32_t field, std::uint64_t value);
  void number(std::uint32_t field, double value);
  void bytes(std::uint32_t field, std::string_view value);
  /// A string, which must be UTF-8: what is not becomes U+FFFD.
  void text(std::uint32_t field, std::string_view value);
  template <class Write>
  void message(std::uint32_t field, Write&& write) {
    tag(field, 2);
    const std::size_t start = text_.size();
    write();
    insert_length(start);
  }

  std::string take() { return std::move(text_); }

 private:
  void tag(std::uint32_t field, std::uint32_t wire_type);
  void insert_length(std::size_t start);

  std::string text_;
};

/// A field of a message: of a length-delimited one `bytes`, of others `number`.
struct ProtobufField {
  std::uint32_t number = 0;
  std::uint64_t value = 0;
  std::string_view bytes = {};
};

/// Reads a message field by field. The text may be anybody's.
class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view text) : rest_(text) {}
  /// Nothing at the end, and where the text is no message.
  std::optional<ProtobufField> next();

 private:
  std::optional<std::uint64_t> varint();
  std::optional<std::string_view> take(std::uint64_t count);

  std::string_view rest_;
};

}  // namespace modus::observe
