// SPDX-License-Identifier: Apache-2.0
// For tests: messages of Amazon's event streams as AWS writes them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <boost/crc.hpp>

namespace modus::models {

/// A message with these headers, all of them strings.
inline std::string aws_message(
    std::initializer_list<std::pair<std::string_view, std::string_view>> headers,
    std::string_view payload) {
  const auto number = [](std::size_t value, int width) {
    std::string bytes;
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
      bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
  };
  const auto checksum = [&](std::string_view bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return number(crc.checksum(), 4);
  };
  std::string head;
  for (const auto& [name, value] : headers) {
    head += number(name.size(), 1);
    head += name;
    head += '\7' + number(value.size(), 2);
    head += value;
  }
  std::string message = number(16 + head.size() + payload.size(), 4) + number(head.size(), 4);
  message += checksum(message);
  message += head;
  message += payload;
  return message + checksum(message);
}

inline std::string aws_event(std::string_view type, std::string_view payload) {
  return aws_message(
      {{":event-type", type}, {":content-type", "application/json"}, {":message-type", "event"}},
      payload);
}

}  // namespace modus::models
