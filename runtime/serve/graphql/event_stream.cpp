// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/event_stream.h"

#include <utility>

#include "runtime/json/writer.h"
#include "runtime/serve/graphql/stream_format.h"
#include "runtime/serve/graphql/streamed_answer.h"

namespace modus::serve {
namespace {

std::string event(std::string_view name, std::string_view operation, std::string_view payload) {
  json::Writer data;
  data.begin_object();
  data.plain_key("id");
  data.string(operation);
  if (!payload.empty()) {
    data.plain_key("payload");
    data.raw(payload);
  }
  data.end_object();
  return server_sent_event(name, data.take());
}

}  // namespace

std::shared_ptr<EventStream> EventStream::open(GraphqlExchange exchange, Task closed) {
  const std::shared_ptr<EventStream> stream(new EventStream(std::move(closed)));
  stream->writer_ =
      PieceWriter::begin(exchange.client.loop, exchange.responder, stream_head(kEventStreamFormat),
                         {.keep_alive = std::string(kEventKeepAlive),
                          .gone = [stream] { stream->end(); },
                          .shutting_down =
                              [stream] {
                                stream->end();
                                stream->writer_->end();
                              }});
  // Some clients take the stream for open when its first byte is there.
  stream->writer_->send(std::string(kEventKeepAlive));
  return stream;
}

void EventStream::run(std::string operation, std::unique_ptr<graphql::ResponseStream> responses) {
  auto pump = ResponsePump::make(
      std::move(responses),
      [this, operation](std::string response, Task taken) {
        writer_->send(event("next", operation, response), std::move(taken));
      },
      [this, operation] {
        writer_->send(event("complete", operation, ""));
        pumps_.erase(operation);
      });
  pumps_.emplace(std::move(operation), pump);
  pump->start();
}

void EventStream::stop(std::string_view operation) {
  if (const auto found = pumps_.find(operation); found != pumps_.end()) pumps_.erase(found);
}

void EventStream::end() {
  pumps_.clear();
  if (Task closed = std::exchange(closed_, nullptr)) closed();
}

}  // namespace modus::serve
