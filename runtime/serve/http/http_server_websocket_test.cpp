// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "runtime/serve/http/http_server_testing.h"

namespace modus::serve {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kHandshake =
    "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

constexpr int kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;

/// A frame as a client sends it; its mask is four bytes of zero.
std::string frame(int opcode, std::string_view payload, bool final = true) {
  std::string bytes;
  bytes += static_cast<char>((final ? 0x80 : 0) | opcode);
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else {
    const bool is_long = payload.size() > 65535;
    bytes += static_cast<char>(0x80 | (is_long ? 127 : 126));
    for (int shift = is_long ? 56 : 8; shift >= 0; shift -= 8)
      bytes += static_cast<char>(payload.size() >> shift);
  }
  return bytes.append(4, '\0').append(payload);
}

std::string close_frame(int code) {
  return frame(kClose, std::string{static_cast<char>(code >> 8), static_cast<char>(code)});
}

/// A short frame as the server sends it.
std::string short_frame(int opcode, std::string_view payload) {
  return std::string{static_cast<char>(0x80 | opcode), static_cast<char>(payload.size())}.append(
      payload);
}

std::string close_answer(int code, std::string_view reason = "") {
  return short_frame(
      kClose, std::string{static_cast<char>(code >> 8), static_cast<char>(code)}.append(reason));
}

/// Answers each message as `answer` says; counts itself.
class Scripted final : public WebSocketHandler {
 public:
  using Answer = std::function<void(WebSocket&, std::string_view)>;
  Scripted(WebSocket& socket, Answer answer, std::atomic<int>& alive)
      : socket_(socket), answer_(std::move(answer)), alive_(alive) {
    ++alive_;
  }
  ~Scripted() override { --alive_; }
  void received(std::string_view message) override { answer_(socket_, message); }
  void shutting_down() override { socket_.close(kCloseGoingAway, "bye"); }

 private:
  WebSocket& socket_;
  const Answer answer_;
  std::atomic<int>& alive_;
};

void echo(WebSocket& socket, std::string_view message) { socket.send(std::string(message)); }

class HttpWebSocket : public ServerFixture {
 protected:
  void TearDown() override {
    server_.reset();
    // A write or ping under way keeps its connection until the loop has seen it end.
    for (int i = 0; i < 500 && alive_ > 0; ++i) std::this_thread::sleep_for(10ms);
    loops_.stop();
    EXPECT_EQ(alive_, 0);
  }

  void start_socket(Scripted::Answer answer = echo, WebSocketOptions options = {}) {
    start([=, this](Loop&, const std::shared_ptr<const HttpRequest>& request, Responder responder) {
      if (!wants_websocket(*request)) return responder.send({.headers = {}, .body = "plain"});
      responder.upgrade(*request, options, [=, this](WebSocket& socket) {
        return std::make_unique<Scripted>(socket, answer, alive_);
      });
    });
  }

  /// A client past its handshake.
  std::unique_ptr<TestClient> open() {
    auto client = std::make_unique<TestClient>(port_);
    client->send(kHandshake);
    EXPECT_TRUE(client->receive_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
    return client;
  }

  void expect_closed_handler() {
    for (int i = 0; i < 500 && alive_ > 0; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(alive_, 0);
  }

  std::atomic<int> alive_ = 0;
};

TEST_F(HttpWebSocket, AnswersTheHandshakeOfTheStandard) {
  start_socket(echo, {.subprotocol = "chosen"});
  TestClient client(port_);
  client.send(kHandshake);
  const std::string answer = client.receive_until("\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\n")) << answer;
  EXPECT_TRUE(has(answer, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_TRUE(has(answer, "Sec-WebSocket-Protocol: chosen\r\n"));
  EXPECT_TRUE(has(answer, "Server: modus\r\n"));
}

TEST_F(HttpWebSocket, RefusesOtherHandshakes) {
  start_socket();
  for (const auto& [change, to, status] :
       std::initializer_list<std::tuple<std::string_view, std::string_view, std::string_view>>{
           {"Connection: Upgrade", "Connection: close", "HTTP/1.1 400 "},
           {"Version: 13", "Version: 8", "HTTP/1.1 426 "},
           {"Sec-WebSocket-Key", "X-Key", "HTTP/1.1 400 "},
           {"\r\n\r\n", "\r\n\r\ntoo early", "HTTP/1.1 400 "}}) {
    std::string handshake(kHandshake);
    handshake.replace(handshake.find(change), change.size(), to);
    TestClient client(port_);
    client.send(handshake);
    const std::string answer = client.receive_all();
    EXPECT_TRUE(answer.starts_with(status)) << change << answer;
  }
  TestClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(has(client.receive_until("plain"), "200 OK"));
}

TEST_F(HttpWebSocket, EchoesMessagesInWholeInFragmentsAndByteByByte) {
  start_socket();
  const auto client = open();
  client->send(frame(kText, "one") + frame(kText, "t", false) + frame(kPing, "p") +
               frame(kContinuation, "w", false) + frame(kContinuation, "o"));
  EXPECT_EQ(client->receive_until("two"),
            short_frame(kText, "one") + short_frame(kPong, "p") + short_frame(kText, "two"));
  for (char c : frame(kText, "three")) {
    client->send({&c, 1});
    std::this_thread::sleep_for(200us);
  }
  EXPECT_EQ(client->receive_until("three"), short_frame(kText, "three"));
}

TEST_F(HttpWebSocket, SendsLargeMessages) {
  start_socket();
  const auto client = open();
  client->send(frame(kText, std::string(300'000, 'm') + "!"));
  const std::string answer = client->receive_until("!");
  EXPECT_EQ(std::count(answer.begin(), answer.end(), 'm'), 300'000);
}

TEST_F(HttpWebSocket, ClosesWithTheCodeThatFits) {
  start_socket([](WebSocket& socket, std::string_view) { socket.close(4400, "no"); },
               {.max_message_bytes = 1000});
  for (const auto& [sent, code, reason] :
       std::initializer_list<std::tuple<std::string, int, std::string_view>>{
           {frame(kText, "x"), 4400, "no"},
           {frame(kBinary, "x"), 1003, "only text messages are understood"},
           {frame(kText, std::string(1001, 'x')), 1009, ""},
           {frame(kText, "\xff\xff"), 1007, ""},
           {frame(3, ""), 1002, ""},
           {frame(kContinuation, ""), 1002, ""},
           {std::string("\x81\x01x", 3), 1002, ""}}) {
    const auto client = open();
    client->send(sent);
    const std::string expected = close_answer(code, reason);
    const std::string answer =
        client->receive([&](const std::string& text) { return text.size() >= 4; });
    EXPECT_TRUE(answer.starts_with(expected.substr(0, 1))) << code;
    EXPECT_EQ(answer.substr(2, 2), expected.substr(2, 2)) << code;
    if (!reason.empty()) EXPECT_EQ(answer, expected);
    client->send(close_frame(code));
    EXPECT_TRUE(closes(client->receive_all())) << code;
  }
  expect_closed_handler();
}

TEST_F(HttpWebSocket, AnswersTheClientsClose) {
  start_socket();
  const auto client = open();
  client->send(frame(kText, "last") + close_frame(1000));
  EXPECT_EQ(client->receive_all(), short_frame(kText, "last") + close_answer(1000) + "<closed>");
  expect_closed_handler();
}

TEST_F(HttpWebSocket, SendsWhatCameBeforeTheClose) {
  start_socket([](WebSocket& socket, std::string_view) {
    socket.send("first", [] { ADD_FAILURE() << "closing: nothing is to follow"; });
    socket.close(kCloseNormal, "");
    socket.send("never");
  });
  const auto client = open();
  client->send(frame(kText, ""));
  EXPECT_EQ(client->receive_until(close_answer(1000)),
            short_frame(kText, "first") + close_answer(1000));
}

TEST_F(HttpWebSocket, DoesNotWaitForEverForTheAnswerToAClose) {
  start_socket([](WebSocket& socket, std::string_view) { socket.close(kCloseNormal, ""); },
               {.closing_handshake = 1s});
  const auto client = open();
  client->send(frame(kText, ""));
  EXPECT_EQ(client->receive_all(), close_answer(1000) + "<closed>");
}

TEST_F(HttpWebSocket, NoticesThatTheClientHasGone) {
  start_socket();
  open()->close();
  expect_closed_handler();
}

TEST_F(HttpWebSocket, PingsAndClosesWhenNothingAnswers) {
  start_socket(echo, {.ping_interval = 1s});
  const auto silent = open();
  const std::string seen = silent->receive_all();
  EXPECT_TRUE(seen.starts_with(short_frame(kPing, "")));
  EXPECT_TRUE(closes(seen));
  EXPECT_LE(seen.size(), 4 * 2 + std::string_view("<closed>").size());
  const auto alive = open();
  for (int i = 0; i < 6; ++i) {
    EXPECT_TRUE(alive->receive([](const std::string& text) { return text.size() >= 2; })
                    .starts_with(short_frame(kPing, "")));
    alive->send(frame(kPong, ""));
  }
}

TEST_F(HttpWebSocket, StopsReadingFromAClientThatTakesNothing) {
  std::atomic<int> heard = 0;
  start_socket([&](WebSocket& socket, std::string_view) {
    ++heard;
    socket.send(std::string(100'000, 'a'));
  });
  const auto client = open();
  constexpr int kQuestions = 2000;
  std::thread asking([&] {
    for (int i = 0; i < kQuestions; ++i) client->send(frame(kText, std::string(10'000, 'q')));
  });
  int before = 0;
  do {
    before = heard;
    std::this_thread::sleep_for(100ms);
  } while (heard != before);
  EXPECT_LT(before, kQuestions / 2);
  long taken = 0;
  while (taken < kQuestions * 100'000L) {
    const std::string some = client->receive([](const std::string& text) { return !text.empty(); });
    ASSERT_FALSE(has(some, "<")) << some.substr(some.size() - 100);
    taken += std::count(some.begin(), some.end(), 'a');
  }
  asking.join();
  EXPECT_EQ(heard, kQuestions);
}

TEST_F(HttpWebSocket, TellsWhenAMessageWasTaken) {
  std::function<void(WebSocket&, int)> more = [&](WebSocket& socket, int left) {
    if (left == 0) return socket.close(kCloseNormal, "done");
    socket.send("m", [&, left] { more(socket, left - 1); });
  };
  start_socket([&](WebSocket& socket, std::string_view) { more(socket, 10'000); });
  const auto client = open();
  client->send(frame(kText, ""));
  const std::string seen = client->receive_until(close_answer(1000, "done"));
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 'm'), 10'000);
}

TEST_F(HttpWebSocket, ShutdownClosesWithGoingAway) {
  start_socket();
  const auto client = open();
  const auto start = Clock::now();
  std::thread stopper([&] { server_->shutdown(5s); });
  EXPECT_EQ(client->receive_until("bye"), close_answer(1001, "bye"));
  client->send(close_frame(1001));
  EXPECT_TRUE(closes(client->receive_all()));
  client->close();
  stopper.join();
  EXPECT_LT(Clock::now() - start, 4s);
}

TEST_F(HttpWebSocket, SurvivesRandomFrames) {
  start_socket();
  std::srand(3);
  for (int i = 0; i < 200; ++i) {
    const auto client = open();
    std::string bytes = frame(std::rand() % 16, std::string(std::rand() % 200, 'x'));
    for (int k = 0; k < 4; ++k) bytes[std::rand() % bytes.size()] = static_cast<char>(std::rand());
    client->send(bytes);
  }
  expect_closed_handler();
  const auto client = open();
  client->send(frame(kText, "still here"));
  EXPECT_EQ(client->receive_until("here"), short_frame(kText, "still here"));
}

}  // namespace
}  // namespace modus::serve
