// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/sse.h"

#include <algorithm>
#include <utility>

namespace modus::models {

bool SseParser::has_room_for(std::size_t bytes) const {
  return line_.size() + data_.size() + bytes <= max_event_bytes_;
}

Result<void> SseParser::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const auto end = bytes.find_first_of("\r\n");
    const std::string_view more = bytes.substr(0, end);
    if (!has_room_for(more.size())) {
      return fail(ErrorCode::kResourceExhausted, "the answer holds an event of more than {} bytes",
                  max_event_bytes_);
    }
    line_ += more;
    if (end == std::string_view::npos) return {};
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    end_line();
  }
  return {};
}

void SseParser::end_line() {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) return dispatch();
  const auto colon = std::min(line.find(':'), line.size());
  const std::string_view field = std::string_view(line).substr(0, colon);
  std::string_view value = std::string_view(line).substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  } else if (field == "event") {
    type_ = value;
  }
}

void SseParser::dispatch() {
  const std::string type = std::exchange(type_, {});
  const std::string data = std::exchange(data_, {});
  if (!std::exchange(has_data_, false)) return;
  on_event_({.type = type.empty() ? "message" : std::string_view(type), .data = data});
}

}  // namespace modus::models
