// SPDX-License-Identifier: Apache-2.0
// Server-sent events as they come in pieces (WHATWG HTML section 9.2.6), reduced to what model
// services send: event types and data.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::models {

/// The longest event of a stream that is taken; generated images are the longest there are.
inline constexpr std::size_t kMaxEventBytes = 16u << 20;

struct SseEvent {
  std::string_view type;  // "message" unless the stream says otherwise
  std::string_view data;  // the lines of data joined by line feeds
};

/// Takes bytes in any split, ends lines at LF, CR LF or CR, skips comments and unknown fields, and
/// drops an event that the stream breaks off. Not thread-safe.
class SseParser {
 public:
  using OnEvent = std::move_only_function<void(const SseEvent&)>;

  explicit SseParser(OnEvent on_event, std::size_t max_event_bytes = kMaxEventBytes)
      : on_event_(std::move(on_event)), max_event_bytes_(max_event_bytes) {}

  /// Fails with kResourceExhausted when an event is longer than the limit; nothing may follow.
  Result<void> feed(std::string_view bytes);

 private:
  bool has_room_for(std::size_t bytes) const;
  void end_line();
  void dispatch();

  OnEvent on_event_;
  const std::size_t max_event_bytes_;
  std::string line_;
  std::string type_;
  std::string data_;
  bool has_data_ = false;
  bool after_cr_ = false;
};

}  // namespace modus::models
