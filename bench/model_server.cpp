// SPDX-License-Identifier: Apache-2.0
// A model server that gives every chat the same answer, at once or after a while. Speaks OpenAI's
// format, keeps connections open, and prints the port on its first line.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

#include "runtime/serve/http/http_server.h"

namespace {

using namespace modus;

constexpr std::string_view kAnswer =
    R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"constant",)"
    R"("choices":[{"index":0,"message":{"role":"assistant","content":"Hello, World!"},)"
    R"("finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}})";

void answer(serve::Responder responder) {
  responder.send({.content_type = "application/json", .body = std::string(kAnswer)});
}

void answer_after(Loop& loop, std::chrono::milliseconds delay, serve::Responder responder) {
  if (delay == delay.zero()) return answer(std::move(responder));
  auto timer = std::make_shared<Timer>();  // lives until its task has run
  *timer = Timer(loop, delay, [timer, responder = std::move(responder)] { answer(responder); });
}

}  // namespace

int main(int count, char** words) {
  int delay_ms = 0;
  std::size_t threads = 1;
  std::uint16_t port = 0;
  CLI::App app("A model server that gives every chat the same answer");
  app.add_option("--delay-ms", delay_ms, "How long each answer waits")->capture_default_str();
  app.add_option("--threads", threads)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--port", port, "0 picks a free one")->capture_default_str();
  CLI11_PARSE(app, count, words);

  LoopThreads loops(threads);
  const auto handle = [delay = std::chrono::milliseconds(delay_ms)](
                          Loop& loop, std::shared_ptr<const serve::HttpRequest>,
                          serve::Responder responder) {
    answer_after(loop, delay, std::move(responder));
  };
  auto server = serve::HttpServer::start(loops, {.port = port}, handle);
  if (!server) {
    std::cerr << server.error().describe() << std::endl;
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  for (;;) ::pause();  // until a signal ends the process
}
