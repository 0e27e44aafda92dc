// SPDX-License-Identifier: Apache-2.0
// A streamed answer from its bytes: framing and format together.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/models/formats/assembler.h"
#include "runtime/models/formats/aws_events.h"
#include "runtime/models/formats/format.h"
#include "runtime/models/formats/sse.h"

namespace modus::models {

enum class Framing {
  kServerSentEvents,
  kJsonLines,  // an object a line
  kAwsEvents,
};

/// The framing that an answer's Content-Type names, or nothing when it is no stream.
std::optional<Framing> framing_of(std::string_view content_type);

/// Takes the bytes of one answer in any split. Not thread-safe.
class StreamReader {
 public:
  StreamReader(const Format& format, Framing framing, OnDelta on_delta,
               std::size_t max_event_bytes = kMaxEventBytes);
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  /// Tells the pieces that come to light. Fails with kUnavailable, kCorrupt or kResourceExhausted;
  /// nothing may follow.
  Result<void> feed(std::string_view bytes);

  /// The stream has ended: the whole answer in the provider's form. Fails with kUnavailable when
  /// the provider broke off, with its reason if it gave one. Once.
  Result<std::string> finish();

 private:
  Result<void> feed_lines(std::string_view bytes);
  void receive(const StreamEvent& event);
  void receive_aws(const AwsEvent& event);

  const Format& format_;
  const Framing framing_;
  const std::size_t max_event_bytes_;
  OnDelta on_delta_;
  std::unique_ptr<Assembler> assembler_;
  Result<void> state_;
  SseParser sse_;
  AwsEventParser aws_;
  std::string line_;
};

}  // namespace modus::models
