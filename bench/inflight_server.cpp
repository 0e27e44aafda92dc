// SPDX-License-Identifier: Apache-2.0
// A model server that answers each chat with its last message, after a while. Usage:
// inflight_server DELAY_MS, then one line with the port comes out. GET /peak tells how many
// requests were waiting at once since the last time it was asked.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "runtime/json/json.h"
#include "runtime/json/writer.h"
#include "runtime/serve/http/http_server.h"

namespace {

using namespace modus;

std::atomic<int> waiting = 0;
std::atomic<int> peak = 0;

std::string completion(const std::string& request) {
  const auto parsed = json::parse(request);
  if (!parsed) return {};
  const auto& messages = parsed->get_object().at("messages").get_array();
  const auto& text = messages.back().get_object().at("content").get_string();
  json::Writer writer;
  writer.begin_object();
  writer.key("choices");
  writer.begin_array();
  writer.begin_object();
  writer.key("index");
  writer.integer(0);
  writer.key("message");
  writer.begin_object();
  writer.key("role");
  writer.string("assistant");
  writer.key("content");
  writer.string({text.data(), text.size()});
  writer.end_object();
  writer.key("finish_reason");
  writer.string("stop");
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return R"({"id":"1","object":"chat.completion","created":1,"model":"echo",)" +
         writer.take().substr(1);
}

void raise_descriptor_limit() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

void answer_later(Loop& loop, std::chrono::milliseconds delay, std::string body,
                  serve::Responder responder) {
  auto timer = std::make_shared<Timer>();
  *timer = Timer(loop, delay, [timer, body = std::move(body), responder]() mutable {
    --waiting;
    responder.send({.content_type = "application/json", .headers = {}, .body = std::move(body)});
    const auto last = std::move(timer);
  });
}

}  // namespace

int main(int count, char** words) {
  raise_descriptor_limit();
  const std::chrono::milliseconds delay(count > 1 ? std::strtol(words[1], nullptr, 10) : 0);
  LoopThreads loops(1);
  const auto answer = [delay](Loop& loop, std::shared_ptr<const serve::HttpRequest> request,
                              serve::Responder responder) {
    if (request->path == "/peak") {
      responder.send({.headers = {}, .body = std::to_string(peak.exchange(0))});
      return;
    }
    const int now = ++waiting;
    peak = std::max<int>(peak, now);
    std::string body = completion(request->body);
    if (delay.count() > 0) return answer_later(loop, delay, std::move(body), std::move(responder));
    --waiting;
    responder.send({.content_type = "application/json", .headers = {}, .body = std::move(body)});
  };
  auto server = serve::HttpServer::start(loops, {.port = 0}, answer);
  if (!server) {
    std::cerr << server.error().describe() << std::endl;
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  int signal = 0;
  sigwait(&ends, &signal);
  std::_Exit(0);
}
