// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/streamed_body.h"

#include <utility>

namespace modus::models {

void StreamedBody::begin(const connect::HttpResponse& head) {
  status_ = head.status;
  const auto framing = framing_of(head.header("Content-Type"));
  if (status_ == 200 && framing)
    reader_.emplace(*format_, *framing, [this](const Delta& delta) { on_delta_(delta); });
}

Result<void> StreamedBody::receive(std::string_view bytes) {
  if (reader_) return reader_->feed(bytes);
  text_ += bytes;
  return {};
}

std::string StreamedBody::take_text() {
  const auto answer = status_ == 200 ? json::parse(text_) : json::Value();
  if (answer && answer->is_object()) {
    const auto text = format_->text_of(answer->get_object());
    if (text && !text->empty()) on_delta_({.text = *text});
  }
  return std::move(text_);
}

}  // namespace modus::models
