// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/stream_reader.h"

#include <utility>

#include <boost/algorithm/string/predicate.hpp>

#include "runtime/base/base64.h"
#include "runtime/models/clean_text.h"
#include "runtime/models/formats/members.h"

namespace modus::models {

std::optional<Framing> framing_of(std::string_view content_type) {
  const auto is = [&](std::string_view type) {
    return boost::algorithm::istarts_with(content_type, type);
  };
  if (is("text/event-stream")) return Framing::kServerSentEvents;
  if (is("application/vnd.amazon.eventstream")) return Framing::kAwsEvents;
  if (is("application/x-ndjson") || is("application/jsonl") || is("application/x-jsonlines"))
    return Framing::kJsonLines;
  return std::nullopt;
}

StreamReader::StreamReader(const Format& format, Framing framing, OnDelta on_delta,
                           std::size_t max_event_bytes)
    : format_(format),
      framing_(framing),
      max_event_bytes_(max_event_bytes),
      on_delta_(std::move(on_delta)),
      assembler_(format.make_assembler()),
      sse_([this](const SseEvent& event) { receive({.type = event.type, .data = event.data}); },
           max_event_bytes),
      aws_([this](const AwsEvent& event) { receive_aws(event); }, max_event_bytes) {}

Result<void> StreamReader::feed(std::string_view bytes) {
  if (!state_) return state_;
  Result<void> framed;
  switch (framing_) {
    case Framing::kServerSentEvents: framed = sse_.feed(bytes); break;
    case Framing::kAwsEvents: framed = aws_.feed(bytes); break;
    case Framing::kJsonLines: framed = feed_lines(bytes); break;
  }
  if (state_) state_ = std::move(framed);
  return state_;
}

Result<void> StreamReader::feed_lines(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const std::string_view more = bytes.substr(0, end);
    if (line_.size() + more.size() > max_event_bytes_) {
      return fail(ErrorCode::kResourceExhausted, "the answer holds an event of more than {} bytes",
                  max_event_bytes_);
    }
    line_ += more;
    if (end == std::string_view::npos) return {};
    bytes.remove_prefix(end + 1);
    const std::string line = std::exchange(line_, {});
    if (line.find_first_not_of(" \t\r") != std::string::npos) receive({.type = {}, .data = line});
  }
  return {};
}

void StreamReader::receive(const StreamEvent& event) {
  if (state_) state_ = assembler_->add(event, on_delta_);
}

// InvokeModel's stream wraps the events of the model's own format.
void StreamReader::receive_aws(const AwsEvent& event) {
  if (event.kind != AwsEventKind::kEvent) {
    const auto body = json::parse(event.payload);
    const std::string words = body ? format_.error_words(*body) : std::string(event.message);
    return assembler_->fail_with(
        json::Object{{"message", words.empty() ? std::string(event.type) : words}});
  }
  if (event.type != "chunk") return receive({.type = event.type, .data = event.payload});
  const auto wrapped = json::parse(event.payload);
  const json::Object* chunk = wrapped ? wrapped->if_object() : nullptr;
  const auto bytes = base64_decode(chunk == nullptr ? "?" : text_member(*chunk, "bytes"));
  if (!bytes) {
    if (state_) state_ = fail(ErrorCode::kCorrupt, "the answer holds a chunk that is not base64");
    return;
  }
  receive({.type = {}, .data = {reinterpret_cast<const char*>(bytes->data()), bytes->size()}});
}

Result<std::string> StreamReader::finish() {
  if (!state_) return std::unexpected(state_.error());
  if (framing_ == Framing::kJsonLines && !line_.empty()) MODUS_CHECK(feed("\n"));
  if (!assembler_->complete())
    return fail(ErrorCode::kUnavailable, "the stream ended before the answer was complete");
  const bool failed = assembler_->failed();
  std::string answer = assembler_->take();
  if (!failed) return answer;
  const auto body = json::parse(answer);
  const std::string words = body ? format_.error_words(*body) : std::string();
  return fail(ErrorCode::kUnavailable, "the provider broke the answer off with an error{}{}",
              words.empty() ? "" : ": ", words);
}

}  // namespace modus::models
