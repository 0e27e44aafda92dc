// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/streamed_answer.h"

#include <utility>

#include "runtime/serve/graphql/response_pump.h"
#include "runtime/serve/http/answers.h"
#include "runtime/serve/http/piece_writer.h"

namespace modus::serve {
namespace {

/// Kept by the response's tasks until it ends or its client leaves.
class StreamedAnswer : public std::enable_shared_from_this<StreamedAnswer> {
 public:
  explicit StreamedAnswer(const StreamFormat& format) : format_(format) {}

  void start(Loop& loop, Responder responder, std::unique_ptr<graphql::ResponseStream> responses) {
    writer_ = PieceWriter::begin(loop, responder, stream_head(format_),
                                 {.keep_alive = std::string(format_.keep_alive),
                                  .gone = [self = shared_from_this()] { self->pump_.reset(); },
                                  .shutting_down = [self = shared_from_this()] { self->end(); }});
    if (!format_.opening.empty()) writer_->send(std::string(format_.opening));
    pump_ = ResponsePump::make(
        std::move(responses),
        [this](std::string response, Task taken) {
          writer_->send(format_.frame(response), std::move(taken));
        },
        [this] { end(); });
    pump_->start();
  }

 private:
  void end() {
    const auto keep = shared_from_this();
    const auto last = std::move(pump_);
    writer_->send(std::string(format_.closing));
    writer_->end();
  }

  const StreamFormat& format_;
  std::shared_ptr<PieceWriter> writer_;
  std::shared_ptr<ResponsePump> pump_;
};

}  // namespace

HttpResponse stream_head(const StreamFormat& format) {
  HttpResponse response{.content_type = std::string(format.content_type),
                        .headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}},
                        .body = {}};
  allow_origins(response);
  return response;
}

void stream_answer(Loop& loop, Responder responder, const StreamFormat& format,
                   std::unique_ptr<graphql::ResponseStream> responses) {
  std::make_shared<StreamedAnswer>(format)->start(loop, std::move(responder), std::move(responses));
}

}  // namespace modus::serve
