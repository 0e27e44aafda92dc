// SPDX-License-Identifier: Apache-2.0
// The runtime's own listener answering a constant, without a guest behind it: what a served
// function is measured against. Usage: constant_server LOOPS BODY, then one line with the port
// comes out.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "runtime/serve/http/http_server.h"

int main(int count, char** words) {
  using namespace modus;
  if (count != 3) {
    std::cerr << "usage: constant_server LOOPS BODY" << std::endl;
    return 2;
  }
  LoopThreads loops(std::strtoul(words[1], nullptr, 10));
  const std::string body = words[2];
  const auto answer = [&body](Loop&, std::shared_ptr<const serve::HttpRequest>,
                              serve::Responder responder) {
    responder.send({.content_type = "application/json", .body = body});
  };
  auto server = serve::HttpServer::start(loops, {.port = 0}, answer);
  if (!server) {
    std::cerr << server.error().describe() << std::endl;
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  for (;;) ::pause();  // until a signal ends the process
}
