// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/streamed_body.h"

#include <utility>

namespace modus::models {

void StreamedBody::begin(const connect::HttpResponse& head) {
  const auto framing = framing_of(head.header("Content-Type"));
  if (head.status == 200 && framing)
    reader_.emplace(*format_, *framing, [this](const Delta& delta) { tell(delta); });
}

void StreamedBody::tell(const Delta& delta) {
  if (!first_piece_) {
    first_piece_ = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started_);
  }
  on_delta_(delta);
}

Result<void> StreamedBody::receive(std::string_view bytes) {
  if (reader_) return reader_->feed(bytes);
  text_ += bytes;
  return {};
}

}  // namespace modus::models
