// SPDX-License-Identifier: Apache-2.0
// The runtime's own listener answering a constant, without a guest behind it: what a served
// function is measured against. Usage: constant_server LOOPS, then one line with the port comes
// out.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "runtime/serve/http_server.h"

int main(int count, char** words) {
  using namespace modus;
  LoopThreads loops(count > 1 ? std::strtoul(words[1], nullptr, 10) : 2);
  const auto answer = [](Loop&, std::shared_ptr<const serve::HttpRequest>,
                         serve::Responder responder) {
    responder.send({.content_type = "application/json", .body = R"({"data":{"hello":"Hello!"}})"});
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
