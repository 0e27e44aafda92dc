// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/streamed_body.h"

#include <utility>

namespace modus::models {

void StreamedBody::begin(const connect::HttpResponse& head) {
  const auto framing = framing_of(head.header("Content-Type"));
  if (head.status == 200 && framing)
    reader_.emplace(*format_, *framing, [this](const Delta& delta) { on_delta_(delta); });
}

Result<void> StreamedBody::receive(std::string_view bytes) {
  if (reader_) return reader_->feed(bytes);
  text_ += bytes;
  return {};
}

}  // namespace modus::models
