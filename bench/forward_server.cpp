// SPDX-License-Identifier: Apache-2.0
// The least that can stand between a client and a model's server: the runtime's own listener and
// HTTP client on as many loops, which pass a request's body on and its answer back, streams piece
// by piece. What it adds is what two more hops through sockets take on this machine. Usage:
// forward_server LOOPS URL, then one line with the port comes out.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

#include "runtime/connect/http_client.h"
#include "runtime/serve/http/piece_writer.h"

namespace {

using namespace modus;

/// One request on its way; what is under way keeps it.
class Forwarding : public std::enable_shared_from_this<Forwarding> {
 public:
  Forwarding(connect::HttpClient& client, serve::Responder responder)
      : client_(client), responder_(std::move(responder)) {}

  void start(connect::HttpRequest request, bool streamed) {
    if (streamed) {
      request.on_head = [this](const connect::HttpResponse& head) { begin(head); };
      request.on_body = [this](std::string_view bytes) { writer_->send(std::string(bytes)); };
    } else {
      responder_.on_disconnect([self = shared_from_this()] { self->operation_ = {}; });
    }
    operation_ = client_.send(std::move(request),
                              [self = shared_from_this()](Result<connect::HttpResponse> answer) {
                                self->end(std::move(answer));
                              });
  }

 private:
  void begin(const connect::HttpResponse& head) {
    writer_ = serve::PieceWriter::begin(
        client_.loop(), responder_,
        {.status = head.status, .content_type = std::string(head.header("Content-Type"))},
        {.gone = [self = shared_from_this()] { self->operation_ = {}; }});
  }

  void end(Result<connect::HttpResponse> answer) {
    if (writer_) {
      if (answer) writer_->end();
    } else if (answer) {
      responder_.send({.status = answer->status,
                       .content_type = std::string(answer->header("Content-Type")),
                       .body = std::move(answer->body)});
    } else {
      responder_.send({.status = 502, .body = answer.error().describe() + "\n"});
    }
  }

  connect::HttpClient& client_;
  serve::Responder responder_;
  std::shared_ptr<serve::PieceWriter> writer_;
  connect::HttpOperation operation_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "usage: forward_server LOOPS URL" << std::endl;
    return 2;
  }
  LoopThreads loops(std::strtoul(words[1], nullptr, 10));
  const std::string url = words[2];
  std::vector<std::unique_ptr<connect::HttpClient>> clients;
  for (std::size_t i = 0; i < loops.size(); ++i)
    clients.push_back(std::make_unique<connect::HttpClient>(loops[i]));
  const auto forward = [&](Loop& loop, std::shared_ptr<const serve::HttpRequest> request,
                           serve::Responder responder) {
    std::make_shared<Forwarding>(*clients[loop.index()], std::move(responder))
        ->start({.method = "POST",
                 .url = url,
                 .headers = {{"Content-Type", "application/json"}},
                 .body = request->body},
                request->header("Accept") == "text/event-stream");
  };
  auto server = serve::HttpServer::start(loops, {.port = 0}, forward);
  if (!server) {
    std::cerr << server.error().describe() << std::endl;
    return 1;
  }
  std::cout << (*server)->port() << std::endl;
  for (;;) ::pause();  // until a signal ends the process
}
