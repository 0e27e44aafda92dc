// SPDX-License-Identifier: Apache-2.0
// Responses whose body comes in pieces.
#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <thread>

#include "runtime/serve/http/http_server_testing.h"

namespace modus::serve {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Sends pieces as fast as they are taken, until there are enough or the client goes.
class Pieces : public std::enable_shared_from_this<Pieces> {
 public:
  Pieces(std::size_t count, std::string piece) : count_(count), piece_(std::move(piece)) {}

  void start(Responder responder) {
    body_ = responder.begin({.content_type = "text/x-pieces", .headers = {}, .body = {}},
                            [self = shared_from_this()] { self->next(); });
    body_->on_disconnect([self = shared_from_this()] {
      self->body_.reset();
      self->gone.set_value();
    });
  }

  std::atomic<std::size_t> sent = 0;
  std::promise<void> gone;

 private:
  void next() {
    if (sent == count_) return body_->end();
    ++sent;
    body_->write(piece_, [self = shared_from_this()] { self->next(); });
  }

  const std::size_t count_;
  const std::string piece_;
  std::optional<ResponseBody> body_;
};

class HttpStream : public ServerFixture {
 protected:
  /// Answers every request with so many pieces.
  void start_pieces(std::size_t count, std::string piece, HttpServerOptions options = {}) {
    pieces_ = std::make_shared<Pieces>(count, std::move(piece));
    start([this](Loop&, std::shared_ptr<const HttpRequest>,
                 Responder responder) { pieces_->start(std::move(responder)); },
          std::move(options));
  }

  std::shared_ptr<Pieces> pieces_;
};

TEST_F(HttpStream, SendsChunksAndKeepsTheConnection) {
  start_pieces(2, "piece of 17 bytes");
  TestClient client(port_);
  client.send(kGet);
  EXPECT_EQ(client.receive_until("0\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/x-pieces\r\nTransfer-Encoding: chunked\r\n"
            "Connection: keep-alive\r\n\r\n"
            "11\r\npiece of 17 bytes\r\n11\r\npiece of 17 bytes\r\n0\r\n\r\n");
  client.send(kGet);
  EXPECT_TRUE(client.receive_until("0\r\n\r\n").starts_with("HTTP/1.1 200 OK"));
}

TEST_F(HttpStream, TellsHowItWentAtItsEnd) {
  std::promise<ExchangeFacts> told;
  pieces_ = std::make_shared<Pieces>(3, "piece");
  start([&](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    responder.on_end([&](const ExchangeFacts& facts) { told.set_value(facts); });
    pieces_->start(std::move(responder));
  });
  TestClient client(port_);
  client.send(kGet);
  const ExchangeFacts facts = told.get_future().get();
  EXPECT_EQ(facts.status, 200);
  EXPECT_EQ(facts.body_bytes, 15u);
}

TEST_F(HttpStream, EndsByClosingForHttp10) {
  start_pieces(2, "piece");
  TestClient client(port_);
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.receive_all(),
            "HTTP/1.1 200 OK\r\nContent-Type: text/x-pieces\r\nConnection: close\r\n\r\n"
            "piecepiece<closed>");
}

TEST_F(HttpStream, HeadHasNoPieces) {
  start_pieces(2, "piece");
  TestClient client(port_);
  client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(has(client.receive_until("\r\n\r\n"), "Transfer-Encoding: chunked"));
  client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(client.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200 OK"));
}

TEST_F(HttpStream, WaitsForASlowClient) {
  constexpr std::size_t kPieces = 2000;
  start_pieces(kPieces, std::string(64 << 10, '#'));
  TestClient client(port_);
  client.send(kGet);
  std::size_t before = 0;
  do {
    before = pieces_->sent;
    std::this_thread::sleep_for(100ms);
  } while (pieces_->sent != before);
  EXPECT_LT(before, kPieces / 2);  // what the kernel's buffers hold
  const std::string all = client.receive_until("0\r\n\r\n");
  EXPECT_EQ(pieces_->sent, kPieces);
  EXPECT_EQ(std::ranges::count(all, '#'), static_cast<long>(kPieces * (64 << 10)));
}

TEST_F(HttpStream, NoticesThatTheClientHasGone) {
  start_pieces(~std::size_t{0}, std::string(1000, 'p'));
  TestClient client(port_);
  client.send(kGet);
  client.receive([](const std::string& text) { return text.size() > 10'000; });
  client.close();
  EXPECT_EQ(pieces_->gone.get_future().wait_for(5s), std::future_status::ready);
}

TEST_F(HttpStream, NoticesAClientThatGoesBetweenPieces) {
  std::optional<ResponseBody> body;
  std::promise<void> gone;
  start([&](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    body = responder.begin({}, nullptr);
    body->on_disconnect([&] {
      body->write("into the void", [] { ADD_FAILURE() << "nobody takes it"; });
      body->end();
      body.reset();
      gone.set_value();  // then the test ends, and what it owns goes
    });
  });
  TestClient client(port_);
  client.send(kGet);
  client.receive_until("\r\n\r\n");
  client.close();
  EXPECT_EQ(gone.get_future().wait_for(5s), std::future_status::ready);
}

TEST_F(HttpStream, ClosesOnAClientThatTakesNothing) {
  start_pieces(~std::size_t{0}, std::string(64 << 10, '#'), {.idle_timeout = 1s});
  TestClient client(port_);
  client.send(kGet);
  EXPECT_EQ(pieces_->gone.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(HttpStream, ADroppedBodyIsSeenToBeIncomplete) {
  start([](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    responder.begin({}, nullptr);
  });
  TestClient client(port_);
  client.send(kGet);
  const std::string response = client.receive_all();
  EXPECT_TRUE(has(response, "Transfer-Encoding: chunked\r\n")) << response;
  EXPECT_TRUE(has(response, "\r\n\r\n<")) << response;
}

TEST_F(HttpStream, AnswersThePipelinedRequestAfterwards) {
  start_pieces(1, "piece");
  TestClient client(port_);
  client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string both = client.receive(
      [](const std::string& text) { return text.find("0\r\n\r\n") != text.rfind("0\r\n\r\n"); });
  EXPECT_TRUE(has(both, "0\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(HttpStream, ShutdownAsksForTheEndAndDoesNotWaitLonger) {
  std::optional<ResponseBody> polite, stubborn;
  std::atomic<int> begun = 0;
  start([&](Loop&, std::shared_ptr<const HttpRequest> request, Responder responder) {
    auto& body = request->path == "/polite" ? polite : stubborn;
    body = responder.begin({}, [&] { ++begun; });
    body->on_disconnect([&] { body.reset(); });
    if (request->path == "/polite") {
      body->on_shutdown([&] { body->write("the last words", [&] { body->end(); }); });
    }
  });
  TestClient first(port_), second(port_);
  first.send("GET /polite HTTP/1.1\r\nHost: h\r\n\r\n");
  second.send("GET /stubborn HTTP/1.1\r\nHost: h\r\n\r\n");
  while (begun < 2) std::this_thread::sleep_for(1ms);
  const auto start = Clock::now();
  std::thread stopper([&] { server_->shutdown(300ms); });
  EXPECT_TRUE(has(first.receive_all(), "e\r\nthe last words\r\n0\r\n\r\n<closed>"));
  first.close();
  EXPECT_TRUE(closes(second.receive_all()));
  stopper.join();
  EXPECT_LT(Clock::now() - start, 3s);
  EXPECT_FALSE(stubborn);
}

}  // namespace
}  // namespace modus::serve
