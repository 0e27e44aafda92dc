// SPDX-License-Identifier: Apache-2.0
// The body of an answer that was asked for as a stream: events are read as they come; of a provider
// that answers otherwise, such as with an error, the body is kept.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/connect/http_client.h"
#include "runtime/models/formats/stream_reader.h"

namespace modus::models {

/// For one answer: begin() once, then receive(), then finish() or take_text(). Not thread-safe.
class StreamedBody {
 public:
  StreamedBody(std::shared_ptr<const Format> format, OnDelta on_delta)
      : format_(std::move(format)), on_delta_(std::move(on_delta)) {}

  void begin(const connect::HttpResponse& head);
  /// Fails as StreamReader does.
  Result<void> receive(std::string_view bytes);

  bool is_stream() const { return reader_.has_value(); }
  /// The whole answer of a stream.
  Result<std::string> finish() { return reader_->finish(); }

  /// How long after the construction the first piece came; nothing: none did.
  std::optional<std::chrono::microseconds> first_piece() const { return first_piece_; }

  /// The body of what is no stream.
  std::string take_text() { return std::move(text_); }

 private:
  void tell(const Delta& delta);

  std::shared_ptr<const Format> format_;
  OnDelta on_delta_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::optional<std::chrono::microseconds> first_piece_;
  std::optional<StreamReader> reader_;
  std::string text_;
};

}  // namespace modus::models
