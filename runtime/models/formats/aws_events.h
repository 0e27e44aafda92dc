// SPDX-License-Identifier: Apache-2.0
// Amazon's event streams (application/vnd.amazon.eventstream) as they come in pieces.
// https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::models {

enum class AwsEventKind {
  kEvent,
  kException,  // an error that the service's interface names
  kError,      // one that it does not
};

/// Its texts live until the callback returns.
struct AwsEvent {
  AwsEventKind kind = AwsEventKind::kEvent;
  std::string_view type;     // of the event, of the exception, or the error's code
  std::string_view message;  // an error's
  std::string_view payload;
};

/// Takes bytes in any split; checks lengths and both checksums of each message, and drops one that
/// the stream breaks off. Not thread-safe.
class AwsEventParser {
 public:
  using OnEvent = std::move_only_function<void(const AwsEvent&)>;

  AwsEventParser(OnEvent on_event, std::size_t max_event_bytes)
      : on_event_(std::move(on_event)), max_event_bytes_(max_event_bytes) {}

  /// Fails with kCorrupt, or with kResourceExhausted when a message is longer than the limit;
  /// nothing may follow.
  Result<void> feed(std::string_view bytes);

 private:
  Result<void> read_message(std::string_view message);

  OnEvent on_event_;
  const std::size_t max_event_bytes_;
  std::string buffer_;
};

}  // namespace modus::models
