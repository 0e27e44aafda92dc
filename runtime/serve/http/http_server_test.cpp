// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include <sys/resource.h>

#include <gtest/gtest.h>

#include "runtime/serve/http/http_server_testing.h"
#include "runtime/serve/http/http_server_wheel.h"

namespace modus::serve {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

void echo(Loop&, std::shared_ptr<const HttpRequest> request, Responder responder) {
  HttpResponse response;
  response.headers.emplace_back("X-Path", request->path);
  response.headers.emplace_back("X-Query", request->query);
  response.headers.emplace_back("X-Echo", request->header("x-test"));
  response.body = fmt::format("{} {}", request->method, request->body);
  responder.send(std::move(response));
}

class HttpServerTest : public ServerFixture {
 protected:
  void start(HttpHandler handler = echo, HttpServerOptions options = {}) {
    ServerFixture::start(std::move(handler), std::move(options));
  }
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  start();
  TestClient client(port_);
  for (int i = 0; i < 3; ++i) {
    client.send(
        "POST /a/b?x=1&y HTTP/1.1\r\nHost: h\r\nX-Test: t\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(client.receive_until("POST hello"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 10\r\n"
              "X-Path: /a/b\r\nX-Query: x=1&y\r\nX-Echo: t\r\n\r\nPOST hello");
  }
}

TEST_F(HttpServerTest, ListensOnBothLoopbackAddresses) {
  start();
  EXPECT_TRUE(TestClient(port_).connected());
  TestClient six(port_, AF_INET6);
  const int probe = ::socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool has_v6 =
      probe >= 0 && ::bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  if (!has_v6) GTEST_SKIP() << "this machine has no ::1";
  six.send(kGet);
  EXPECT_TRUE(has(six.receive_until("GET "), "200 OK"));
}

TEST_F(HttpServerTest, ListensOnAllAddresses) {
  start(echo, {.interface = Interface::kAll});
  TestClient client(port_);
  client.send(kGet);
  EXPECT_TRUE(has(client.receive_until("GET "), "200 OK"));
}

TEST_F(HttpServerTest, SaysThatAPortIsTaken) {
  start();
  for (Interface interface : {Interface::kLoopback, Interface::kAll}) {
    HttpServerOptions options{.interface = interface};
    options.port = port_;
    const auto second = HttpServer::start(loops_, options, echo);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
    EXPECT_EQ(
        second.error().message(),
        fmt::format("port {} is in use by another program; choose another with --port", port_));
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start([](Loop& loop, std::shared_ptr<const HttpRequest> request, Responder responder) {
    // The first is answered last, if order is left to the handler.
    auto timer = std::make_shared<Timer>();
    const auto delay = request->path == "/0" ? 50ms : 0ms;
    *timer = Timer(loop, delay, [timer, request, responder]() mutable {
      HttpResponse response;
      response.body = "<" + std::string(request->path) + ">";
      responder.send(std::move(response));
      const auto last = std::move(timer);
    });
  });
  TestClient client(port_);
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += fmt::format("GET /{} HTTP/1.1\r\nHost: h\r\n\r\n", i);
  client.send(requests);
  const std::string responses = client.receive_until("</19>");
  std::size_t position = 0;
  for (int i = 0; i < 20; ++i) {
    position = responses.find(fmt::format("</{}>", i), position);
    ASSERT_NE(position, std::string::npos) << i;
  }
}

TEST_F(HttpServerTest, AnswersManyPipelinedRequestsAtOnce) {
  start();
  TestClient client(port_);
  std::string requests = "\r\n";
  for (int i = 0; i < 5000; ++i) requests += kGet;
  std::thread sender([&] {
    client.send(requests + "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nend");
  });
  const std::string responses = client.receive_until("POST end");
  sender.join();
  std::size_t count = 0;
  for (std::size_t at = 0; (at = responses.find("200 OK", at)) != std::string::npos; ++at) ++count;
  EXPECT_EQ(count, 5001u);
}

TEST_F(HttpServerTest, ReadsRequestsByteByByteAndInChunks) {
  start();
  TestClient client(port_);
  for (char c : std::string_view("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5;x=y\r\nhello\r\n4\r\n you\r\n0\r\nTrailer: t\r\n\r\n")) {
    client.send({&c, 1});
    std::this_thread::sleep_for(200us);
  }
  EXPECT_TRUE(has(client.receive_until("PUT hello you"), "Content-Length: 13\r\n"));
}

TEST_F(HttpServerTest, SendsContinueWhenAskedTo) {
  start();
  TestClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_TRUE(has(client.receive_until("POST ok"), "200 OK"));
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: cake\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(client.receive_until("continue\n").starts_with("HTTP/1.1 417 "));
}

TEST_F(HttpServerTest, HeadHasNoBody) {
  start();
  TestClient client(port_);
  client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string response = client.receive_until("\r\n\r\n");
  EXPECT_TRUE(has(response, "Content-Length: 5\r\n"));
  client.send(kGet);
  EXPECT_TRUE(client.receive_until("GET ").starts_with("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, ClosesWhenTheClientAsksForIt) {
  start();
  TestClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string response = client.receive_all();
  EXPECT_TRUE(has(response, "Connection: close\r\n"));
  EXPECT_TRUE(closes(response));
  TestClient old(port_);
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(closes(old.receive_all()));
  TestClient older(port_);
  older.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(has(older.receive_until("GET "), "Connection: keep-alive\r\n"));
}

TEST_F(HttpServerTest, RefusesALongBodyWithoutReadingIt) {
  start();
  const std::string body(100u << 20, 'x');
  for (std::string head :
       {"Content-Length: 104857600\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n6400000\r\n"}) {
    TestClient client(port_);
    std::size_t sent = 0;
    std::thread sender([&] {
      client.send("POST / HTTP/1.1\r\nHost: h\r\n" + head);
      sent = client.send(body);
    });
    const std::string response = client.receive_until("allowed\n");
    sender.join();
    EXPECT_TRUE(response.starts_with("HTTP/1.1 413 ")) << response.substr(0, 200);
    EXPECT_TRUE(has(
        response,
        "the request body is longer than the limit of 8388608 bytes; raise limits.requestBytes"));
    EXPECT_TRUE(has(response, "Connection: close"));
    EXPECT_LT(sent, body.size() / 2);
  }
}

TEST_F(HttpServerTest, TakesABodyOfExactlyTheLimit) {
  start(echo, {.max_body_bytes = 1000});
  TestClient client(port_);
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" +
              std::string(1000, 'x'));
  EXPECT_TRUE(has(client.receive_until("xxx"), "200 OK"));
}

TEST_F(HttpServerTest, RefusesALongHead) {
  start();
  TestClient client(port_);
  client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
  const std::string response = client.receive_all();
  EXPECT_TRUE(response.starts_with("HTTP/1.1 431 ")) << response.substr(0, 200);
  EXPECT_TRUE(has(response, "32768 bytes allowed"));
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequest) {
  start();
  for (std::string garbage :
       {"hello\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/3.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nbad header\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"}) {
    TestClient client(port_);
    client.send(garbage);
    const std::string response = client.receive_all();
    EXPECT_TRUE(response.starts_with("HTTP/1.1 400 ")) << garbage << response;
    EXPECT_TRUE(closes(response)) << garbage << response;
  }
}

TEST_F(HttpServerTest, SurvivesRandomBytes) {
  start(echo, {.header_timeout = 1s});
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    TestClient client(port_);
    std::string text(kGet);
    for (int k = 0; k < 4; ++k) text[random() % text.size()] = static_cast<char>(random());
    client.send(text + std::string(random() % 100, '\r'));
  }
  TestClient client(port_);
  client.send(kGet);
  EXPECT_TRUE(has(client.receive_until("GET "), "200 OK"));
}

TEST_F(HttpServerTest, DoesNotWaitForEverForTheRestOfARequest) {
  start(echo, {.idle_timeout = 1s, .header_timeout = 1s});
  const auto begin = Clock::now();
  TestClient idle(port_), head(port_), body(port_), again(port_);
  head.send("GET / HTTP/1.1\r\nHo");
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
  again.send(kGet);
  EXPECT_EQ(idle.receive_all(), "<closed>");
  EXPECT_TRUE(head.receive_all().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(body.receive_all().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(closes(again.receive_all()));
  EXPECT_GE(Clock::now() - begin, 1s);
  EXPECT_LT(Clock::now() - begin, 4s);
}

TEST_F(HttpServerTest, ATrickleDoesNotPutOffTheTimeout) {
  start(echo, {.header_timeout = 1s});
  TestClient client(port_);
  const auto begin = Clock::now();
  client.send("GET / HTTP/1.1\r\nX: ");
  while (Clock::now() - begin < 4s && client.send("x") == 1) std::this_thread::sleep_for(50ms);
  EXPECT_LT(Clock::now() - begin, 4s);
}

TEST_F(HttpServerTest, AnswersLaterAndLargeResponses) {
  const std::string large(20u << 20, 'y');
  start([&](Loop& loop, std::shared_ptr<const HttpRequest>, Responder responder) {
    loop.post([&large, responder]() mutable {
      HttpResponse response;
      response.body = large + "!";
      responder.send(std::move(response));
      responder.send({});
    });
  });
  TestClient client(port_);
  client.send(kGet);
  std::this_thread::sleep_for(100ms);
  const std::string response = client.receive_until("!");
  EXPECT_EQ(response.size() - response.find("\r\n\r\n") - 4, large.size() + 1);
  client.send(kGet);
  EXPECT_TRUE(client.receive_until("!").starts_with("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, TellsHowExchangesWent) {
  std::promise<ExchangeFacts> told;
  std::optional<Responder> kept;
  start([&](Loop&, const std::shared_ptr<const HttpRequest>& request, Responder responder) {
    responder.on_end([&](const ExchangeFacts& facts) { told.set_value(facts); });
    if (request->path == "/answered") responder.send({.status = 404, .headers = {}, .body = "no"});
    if (request->path == "/socket") responder.upgrade(*request, {}, nullptr);
    if (request->path == "/left") {
      responder.on_disconnect([&] { kept.reset(); });
      kept = std::move(responder);
    }
  });
  const auto ask = [&](std::string_view path) {
    told = {};
    TestClient client(port_);
    client.send(fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n\r\n", path));
    if (path == "/left") {
      std::this_thread::sleep_for(50ms);
      client.close();
    }
    return told.get_future().get();
  };
  const ExchangeFacts answered = ask("/answered");
  EXPECT_EQ(answered.status, 404);
  EXPECT_EQ(answered.body_bytes, 2u);
  EXPECT_EQ(ask("/dropped").status, 500);
  EXPECT_EQ(ask("/socket").status, 400) << "that was no handshake";
  EXPECT_EQ(ask("/left").status, 0);
}

TEST_F(HttpServerTest, NoticesThatTheClientHasGone) {
  std::promise<Responder> taken;
  std::promise<void> gone;
  start([&](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    responder.on_disconnect([&] { gone.set_value(); });
    taken.set_value(std::move(responder));
  });
  TestClient client(port_);
  client.send(kGet);
  Responder responder = taken.get_future().get();
  client.close();
  ASSERT_EQ(gone.get_future().wait_for(5s), std::future_status::ready);
  std::promise<void> later;
  for (std::size_t i = 0; i < loops_.size(); ++i)
    loops_[i].post([&, last = i + 1 == loops_.size()] {
      if (!last) return;
      responder.send({});
      responder.on_disconnect([] { ADD_FAILURE() << "answered already"; });
      later.set_value();
    });
  later.get_future().wait();
}

TEST_F(HttpServerTest, AnAnswerIsNoDisconnect) {
  std::atomic<int> disconnects = 0;
  start([&](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    responder.on_disconnect([&] { ++disconnects; });
    responder.send({});
  });
  {
    TestClient client(port_);
    client.send(kGet);
    client.receive_until("\r\n\r\n");
  }
  server_->shutdown(100ms);
  EXPECT_EQ(disconnects, 0);
}

TEST_F(HttpServerTest, ADroppedResponderAnswers500) {
  start([](Loop&, std::shared_ptr<const HttpRequest> request, Responder responder) {
    if (request->path == "/thread") std::thread([r = std::move(responder)] {}).detach();
  });
  TestClient client(port_);
  for (std::string path : {"/", "/thread"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(client.receive_until("answer\n").starts_with("HTTP/1.1 500 ")) << path;
  }
}

TEST_F(HttpServerTest, HeadersCannotBeSplit) {
  start([](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    HttpResponse response;
    response.status = 204;
    response.headers.emplace_back("A", "b\r\nSet-Cookie: c");
    responder.send(std::move(response));
  });
  TestClient client(port_);
  client.send(kGet);
  EXPECT_EQ(client.receive_until("\r\n\r\n"),
            "HTTP/1.1 204 No Content\r\nA: b  Set-Cookie: c\r\n\r\n");
}

TEST_F(HttpServerTest, ShutdownWaitsForRequestsInFlight) {
  std::promise<void> begun;
  start([&](Loop& loop, std::shared_ptr<const HttpRequest>, Responder responder) {
    auto timer = std::make_shared<Timer>();
    *timer = Timer(loop, 200ms, [timer, responder]() mutable {
      HttpResponse response;
      response.body = "done";
      responder.send(std::move(response));
      const auto last = std::move(timer);
    });
    begun.set_value();
  });
  TestClient idle(port_), busy(port_);
  busy.send(kGet);
  begun.get_future().wait();
  std::thread stopper([&] { server_->shutdown(5s); });
  EXPECT_EQ(idle.receive_all(), "<closed>");
  const std::string response = busy.receive_all();
  busy.close();
  EXPECT_TRUE(has(response, "Connection: close\r\n"));
  EXPECT_TRUE(has(response, "\r\n\r\ndone<closed>"));
  stopper.join();
  EXPECT_FALSE(TestClient(port_).connected());
}

TEST_F(HttpServerTest, ShutdownClosesWhatExceedsItsGrace) {
  std::optional<Responder> kept;
  std::promise<void> begun;
  std::atomic<bool> gone = false;
  start([&](Loop&, std::shared_ptr<const HttpRequest>, Responder responder) {
    responder.on_disconnect([&] { gone = true; });
    kept = std::move(responder);
    begun.set_value();
  });
  TestClient client(port_);
  client.send(kGet);
  begun.get_future().wait();
  const auto begin = Clock::now();
  server_->shutdown(100ms);
  EXPECT_GE(Clock::now() - begin, 100ms);
  EXPECT_LT(Clock::now() - begin, 2s);
  EXPECT_TRUE(gone);
  EXPECT_EQ(client.receive_all(), "<closed>");
  server_.reset();
}

TEST_F(HttpServerTest, RunsOutOfDescriptorsWithoutSpinning) {
  std::atomic<int> refusals = 0;
  std::string reason;
  start(echo, {.on_refused = [&](const Error& error) {
          reason = error.message();
          ++refusals;
        }});
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(std::make_unique<TestClient>(port_));
  std::this_thread::sleep_for(50ms);
  // The next descriptor the server would get is above the limit.
  const int next = ::dup(0);
  ::close(next);
  const int waiting = ::socket(AF_INET, SOCK_STREAM, 0);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(waiting) + 1;
  ::setrlimit(RLIMIT_NOFILE, &tight);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(waiting, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  timespec begin{}, end{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  std::this_thread::sleep_for(400ms);
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  ::setrlimit(RLIMIT_NOFILE, &before);
  const auto used = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1'000'000;
  EXPECT_LT(used, 100);
  EXPECT_EQ(refusals, 1);
  EXPECT_TRUE(has(reason, fmt::format("all {} file descriptors", tight.rlim_cur))) << reason;
  ::send(waiting, kGet.data(), kGet.size(), MSG_NOSIGNAL);
  char byte = 0;
  pollfd poll{.fd = waiting, .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&poll, 1, 5000), 1);
  EXPECT_EQ(::recv(waiting, &byte, 1, 0), 1);
  ::close(waiting);
}

TEST_F(HttpServerTest, SpreadsConnectionsOverLoops) {
  std::mutex mutex;
  std::vector<Loop*> seen;
  start([&](Loop& loop, std::shared_ptr<const HttpRequest>, Responder responder) {
    EXPECT_TRUE(loop.is_current_thread());
    {
      const std::lock_guard lock(mutex);
      seen.push_back(&loop);
    }
    responder.send({});
  });
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<TestClient>(port_));
    clients.back()->send(kGet);
    clients.back()->receive_until("\r\n\r\n");
  }
  EXPECT_EQ(std::ranges::count(seen, &loops_[0]), 2);
}

TEST(TimeoutWheel, ExpiresInTimeAndNotBefore) {
  TimeoutWheel wheel;
  TimeoutWheel::Entry soon, late, put_off, hurried, cleared;
  std::vector<const TimeoutWheel::Entry*> expired;
  const auto note = [&](TimeoutWheel::Entry& entry) { expired.push_back(&entry); };
  wheel.set(soon, 2);
  wheel.set(late, 1000);
  wheel.set(put_off, 3);
  wheel.set(put_off, 300);
  wheel.set(hurried, 300);
  wheel.set(hurried, 4);
  wheel.set(cleared, 5);
  wheel.clear(cleared);
  wheel.advance(1, note);
  EXPECT_TRUE(expired.empty());
  wheel.advance(4, note);
  EXPECT_EQ(expired, (std::vector<const TimeoutWheel::Entry*>{&soon, &hurried}));
  wheel.advance(299, note);
  EXPECT_EQ(expired.size(), 2u);
  wheel.advance(300, note);
  EXPECT_EQ(expired.back(), &put_off);
  wheel.advance(999, note);
  EXPECT_EQ(expired.size(), 3u);
  wheel.advance(1000, note);
  EXPECT_EQ(expired.back(), &late);
}

}  // namespace
}  // namespace modus::serve
