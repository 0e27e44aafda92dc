// SPDX-License-Identifier: Apache-2.0
// A model server that gives every chat the same answer, at once or after a while; a stream of as
// many pieces as "max_tokens" says, each when the one before was taken, or at a pace. Speaks
// OpenAI's format, keeps connections open, and prints the port on its first line.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "runtime/json/json.h"
#include "runtime/serve/http/http_server.h"

namespace {

using namespace modus;
using std::chrono::milliseconds;

constexpr std::string_view kAnswer =
    R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"constant",)"
    R"("choices":[{"index":0,"message":{"role":"assistant","content":"Hello, World!"},)"
    R"("finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}})";

constexpr std::string_view kPiece =
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"constant\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},"
    "\"logprobs\":null,\"finish_reason\":null}]}\n\n";

constexpr std::string_view kEnd =
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"constant\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"
    "\n\n"
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"constant\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
    "\"completion_tokens\":4,\"total_tokens\":9}}\n\n"
    "data: [DONE]\n\n";

void answer(serve::Responder responder) {
  responder.send({.content_type = "application/json", .body = std::string(kAnswer)});
}

void answer_after(Loop& loop, milliseconds delay, serve::Responder responder) {
  if (delay == delay.zero()) return answer(std::move(responder));
  auto timer = std::make_shared<Timer>();  // lives until its task has run
  *timer = Timer(loop, delay, [timer, responder = std::move(responder)] { answer(responder); });
}

/// What asks for it keeps it alive: a piece under way, or the timer of the next.
class Streaming : public std::enable_shared_from_this<Streaming> {
 public:
  Streaming(Loop& loop, milliseconds pace, std::size_t pieces)
      : loop_(loop), pace_(pace), left_(pieces) {}

  void begin(serve::Responder& responder) {
    body_.emplace(responder.begin({.content_type = "text/event-stream"}, next()));
  }

 private:
  Task next() {
    return [self = shared_from_this()] {
      if (self->pace_ == self->pace_.zero()) return self->write();
      self->timer_ = Timer(self->loop_, self->pace_, [self] { self->write(); });
    };
  }

  void write() {
    if (left_ > 0) {
      --left_;
      return body_->write(std::string(kPiece), next());
    }
    body_->write(std::string(kEnd), [self = shared_from_this()] {
      self->body_->end();
      self->timer_ = {};
    });
  }

  Loop& loop_;
  const milliseconds pace_;
  std::size_t left_;
  std::optional<serve::ResponseBody> body_;
  Timer timer_;
};

/// How many pieces the request asks for; nothing when it wants no stream.
std::optional<std::size_t> pieces_wanted(std::string_view request) {
  if (!request.contains("\"stream\"")) return std::nullopt;
  const auto body = json::parse(request);
  const json::Object* members = body ? body->if_object() : nullptr;
  if (members == nullptr || !members->contains("max_tokens")) return std::nullopt;
  return members->at("max_tokens").to_number<std::size_t>();
}

}  // namespace

int main(int count, char** words) {
  int delay_ms = 0;
  int pace_ms = 0;
  std::size_t threads = 1;
  std::uint16_t port = 0;
  CLI::App app("A model server that gives every chat the same answer");
  app.add_option("--delay-ms", delay_ms, "How long each answer waits")->capture_default_str();
  app.add_option("--pace-ms", pace_ms, "How long each piece of a stream waits")
      ->capture_default_str();
  app.add_option("--threads", threads)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--port", port, "0 picks a free one")->capture_default_str();
  CLI11_PARSE(app, count, words);

  LoopThreads loops(threads);
  const auto handle = [delay = milliseconds(delay_ms), pace = milliseconds(pace_ms)](
                          Loop& loop, std::shared_ptr<const serve::HttpRequest> request,
                          serve::Responder responder) {
    const auto pieces = pieces_wanted(request->body);
    if (!pieces) return answer_after(loop, delay, std::move(responder));
    std::make_shared<Streaming>(loop, pace, *pieces)->begin(responder);
  };
  auto server = serve::HttpServer::start(loops, {.port = port}, handle);
  if (!server) {
    std::cerr << server.error().describe() << std::endl;
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  for (;;) ::pause();  // until a signal ends the process
}
