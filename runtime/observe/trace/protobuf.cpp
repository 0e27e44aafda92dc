// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/protobuf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "runtime/json/escape.h"

namespace modus::observe {
namespace {

enum WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5 };

// Seven bits a byte, the lowest first; all bytes but the last have the top bit.
struct Varint {
  std::array<char, 10> digits;
  std::size_t size = 0;

  explicit Varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) digits[size++] = static_cast<char>(value | 0x80);
    digits[size++] = static_cast<char>(value);
  }
  operator std::string_view() const { return {digits.data(), size}; }
};

template <class T>
std::string_view raw(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

void ProtobufWriter::tag(std::uint32_t field, std::uint32_t wire_type) {
  text_ += Varint(field << 3 | wire_type);
}

void ProtobufWriter::varint(std::uint32_t field, std::uint64_t value) {
  tag(field, kVarint);
  text_ += Varint(value);
}

void ProtobufWriter::fixed32(std::uint32_t field, std::uint32_t value) {
  tag(field, kFixed32);
  text_ += raw(value);
}

void ProtobufWriter::fixed64(std::uint32_t field, std::uint64_t value) {
  tag(field, kFixed64);
  text_ += raw(value);
}

void ProtobufWriter::number(std::uint32_t field, double value) {
  fixed64(field, std::bit_cast<std::uint64_t>(value));
}

void ProtobufWriter::bytes(std::uint32_t field, std::string_view value) {
  tag(field, kDelimited);
  text_ += Varint(value.size());
  text_ += value;
}

void ProtobufWriter::text(std::uint32_t field, std::string_view value) {
  tag(field, kDelimited);
  const std::size_t start = text_.size();
  while (!value.empty()) {
    const std::size_t length = json::sequence_length(value);
    text_ += length > 0 ? value.substr(0, length) : json::kReplacement;
    value.remove_prefix(std::max<std::size_t>(length, 1));
  }
  insert_length(start);
}

void ProtobufWriter::insert_length(std::size_t start) {
  const Varint length(text_.size() - start);
  text_.insert(start, std::string_view(length));
}

std::optional<std::uint64_t> ProtobufReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return {};
}

std::optional<std::string_view> ProtobufReader::take(std::uint64_t count) {
  if (count > rest_.size()) return {};
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::optional<ProtobufField> ProtobufReader::next() {
  const auto tag = varint();
  if (!tag) return {};
  ProtobufField field{.number = static_cast<std::uint32_t>(*tag >> 3)};
  const auto wire_type = static_cast<std::uint32_t>(*tag & 7);
  if (wire_type == kVarint) {
    const auto value = varint();
    if (!value) return {};
    field.value = *value;
    return field;
  }
  std::optional<std::uint64_t> size;
  if (wire_type == kFixed64) size = 8;
  if (wire_type == kFixed32) size = 4;
  if (wire_type == kDelimited) size = varint();
  const auto bytes = size ? take(*size) : std::nullopt;
  if (!bytes) return {};
  if (wire_type == kDelimited) {
    field.bytes = *bytes;
  } else {
    std::memcpy(&field.value, bytes->data(), bytes->size());
  }
  return field;
}

}  // namespace modus::observe
