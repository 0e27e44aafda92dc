// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/aws_events.h"

#include <array>
#include <cstdint>
#include <optional>

#include <boost/crc.hpp>

namespace modus::models {
namespace {

// A message: length of all, length of the headers, checksum of these two, headers, payload,
// checksum of everything before. Numbers are big-endian.
constexpr std::size_t kPreludeBytes = 12;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kLeastBytes = kPreludeBytes + kChecksumBytes;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width = 4) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(at, width))
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::uint32_t checksum_of(std::string_view bytes) {
  boost::crc_32_type checksum;
  checksum.process_bytes(bytes.data(), bytes.size());
  return checksum.checksum();
}

// The first `count` bytes, or nothing when there are fewer.
std::optional<std::string_view> take(std::string_view& bytes, std::size_t count) {
  if (bytes.size() < count) return std::nullopt;
  const std::string_view front = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return front;
}

struct Header {
  std::string_view name;
  std::string_view text;  // empty when the value is no string
};

// Types 6 and 7, bytes and strings, tell their length; the others have a fixed one.
std::optional<Header> take_header(std::string_view& bytes) {
  constexpr std::size_t kStringType = 7;
  constexpr std::array<std::size_t, 10> kWidths{0, 0, 1, 2, 4, 8, 2, 2, 8, 16};
  const auto name_length = take(bytes, 1);
  if (!name_length) return std::nullopt;
  const auto name = take(bytes, number_at(*name_length, 0, 1));
  const auto type_byte = name ? take(bytes, 1) : std::nullopt;
  if (!type_byte) return std::nullopt;
  const std::size_t type = number_at(*type_byte, 0, 1);
  if (type >= kWidths.size()) return std::nullopt;
  auto value = take(bytes, kWidths[type]);
  if (value && (type == kStringType || type == kStringType - 1))
    value = take(bytes, number_at(*value, 0, 2));
  if (!value) return std::nullopt;
  return Header{.name = *name, .text = type == kStringType ? *value : std::string_view()};
}

void note(const Header& header, AwsEvent& event) {
  if (header.name == ":message-type") {
    event.kind = header.text == "exception" ? AwsEventKind::kException
                 : header.text == "error"   ? AwsEventKind::kError
                                            : AwsEventKind::kEvent;
  } else if (header.name == ":event-type" || header.name == ":exception-type" ||
             header.name == ":error-code") {
    event.type = header.text;
  } else if (header.name == ":error-message") {
    event.message = header.text;
  }
}

std::unexpected<Error> corrupt(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "the answer's event stream is damaged: {}", what);
}

}  // namespace

Result<void> AwsEventParser::feed(std::string_view bytes) {
  buffer_ += bytes;
  std::size_t at = 0;
  while (buffer_.size() - at >= kPreludeBytes) {
    const std::string_view rest = std::string_view(buffer_).substr(at);
    const std::size_t length = number_at(rest, 0);
    if (number_at(rest, 8) != checksum_of(rest.substr(0, 8)))
      return corrupt("a checksum of lengths is wrong");
    if (length < kLeastBytes || number_at(rest, 4) > length - kLeastBytes)
      return corrupt("a message is shorter than its parts");
    if (length > max_event_bytes_) {
      return fail(ErrorCode::kResourceExhausted, "the answer holds an event of more than {} bytes",
                  max_event_bytes_);
    }
    if (rest.size() < length) break;
    MODUS_CHECK(read_message(rest.substr(0, length)));
    at += length;
  }
  buffer_.erase(0, at);
  return {};
}

Result<void> AwsEventParser::read_message(std::string_view message) {
  const std::string_view checked = message.substr(0, message.size() - kChecksumBytes);
  if (number_at(message, checked.size()) != checksum_of(checked))
    return corrupt("a checksum of a message is wrong");
  const std::size_t header_bytes = number_at(message, 4);
  std::string_view headers = checked.substr(kPreludeBytes, header_bytes);
  AwsEvent event{.payload = checked.substr(kPreludeBytes + header_bytes)};
  while (!headers.empty()) {
    const auto header = take_header(headers);
    if (!header) return corrupt("a header does not end where it should");
    note(*header, event);
  }
  on_event_(event);
  return {};
}

}  // namespace modus::models
