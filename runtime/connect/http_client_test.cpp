// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/http_client.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <optional>
#include <thread>

#include "runtime/connect/test_server.h"

namespace modus::connect {
namespace {

using namespace std::chrono_literals;

class HttpClientTest : public ::testing::Test {
 protected:
  ~HttpClientTest() override { threads_.stop(); }

  // Runs on the loop's thread and waits for it.
  template <class F>
  void on_loop(F&& f) {
    std::promise<void> ran;
    threads_[0].post([&] {
      f();
      ran.set_value();
    });
    ran.get_future().wait();
  }

  Result<HttpResponse> fetch(HttpRequest request) {
    std::promise<Result<HttpResponse>> promise;
    auto future = promise.get_future();
    HttpOperation operation;
    on_loop([&] {
      operation = client_.send(std::move(request), [&](Result<HttpResponse> result) {
        promise.set_value(std::move(result));
      });
    });
    if (future.wait_for(20s) != std::future_status::ready) {
      on_loop([&] { operation = {}; });
      return fail(ErrorCode::kInternal, "the test ran out of patience");
    }
    on_loop([&] { operation = {}; });
    return future.get();
  }

  std::string error_of(HttpRequest request, ErrorCode code) {
    const auto result = fetch(std::move(request));
    if (result) return fmt::format("status {}", result->status);
    EXPECT_EQ(result.error().code(), code) << result.error().describe();
    return result.error().describe();
  }

  LoopThreads threads_{1};
  HttpClient client_{threads_[0]};
};

// A request whose body is held back at its first byte.
class PausedRequest {
 public:
  PausedRequest(HttpClient& client, HttpRequest request) {
    request.on_head = [this](const HttpResponse& head) { status = head.status; };
    request.on_body = [this](std::string_view bytes) {
      if (received == 0) {
        operation.pause();
        began.set_value();
      }
      received += bytes.size();
    };
    operation = client.send(std::move(request), [this](Result<HttpResponse> result) {
      ended.set_value(result ? "complete" : result.error().describe());
    });
  }

  std::promise<void> began;
  std::promise<std::string> ended;
  int status = 0;
  std::size_t received = 0;
  HttpOperation operation;
};

TEST_F(HttpClientTest, HoldsABodyBackAndGoesOn) {
  constexpr std::size_t kBytes = 16u << 20;
  const std::string body(kBytes, 'x');
  TestServer server([&](const std::string& request, const auto& send) {
    send(answer("200 OK", request.contains("/large") ? body : "small"));
    return KeepConnection::kYes;
  });
  std::optional<PausedRequest> request;
  on_loop([&] { request.emplace(client_, HttpRequest{.url = server.url("/large")}); });
  request->began.get_future().wait();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch({.url = server.url("/other")})->body, "small");
  on_loop([&] {
    EXPECT_LT(request->received, std::size_t{64} << 10);
    EXPECT_EQ(request->status, 200);
    request->operation.resume();
  });
  EXPECT_EQ(request->ended.get_future().get(), "complete");
  EXPECT_EQ(request->received, kBytes);
  on_loop([&] { request.reset(); });
}

TEST_F(HttpClientTest, CountsNoIdleTimeWhileABodyIsHeldBack) {
  TestServer server([&](const auto&, const auto& send) {
    send(answer("200 OK", std::string(1u << 20, 'x')));
    return KeepConnection::kYes;
  });
  std::optional<PausedRequest> request;
  on_loop(
      [&] { request.emplace(client_, HttpRequest{.url = server.url(), .idle_timeout = 50ms}); });
  request->began.get_future().wait();
  std::this_thread::sleep_for(300ms);
  on_loop([&] { request->operation.resume(); });
  EXPECT_EQ(request->ended.get_future().get(), "complete");
  on_loop([&] { request.reset(); });
}

TEST_F(HttpClientTest, GivesUpABodyThatIsHeldBack) {
  TestServer server([&](const auto&, const auto& send) {
    send(answer("200 OK", std::string(1u << 20, 'x')));
    return KeepConnection::kYes;
  });
  std::optional<PausedRequest> request;
  on_loop([&] {
    request.emplace(client_, HttpRequest{.url = server.url(), .deadline = Deadline::after(200ms)});
  });
  EXPECT_TRUE(request->ended.get_future().get().contains("did not finish answering"));
  on_loop([&] { request.reset(); });
  on_loop([&] { request.emplace(client_, HttpRequest{.url = server.url()}); });
  request->began.get_future().wait();
  on_loop([&] { request.reset(); });
  EXPECT_EQ(fetch({.url = server.url()})->body.size(), 1u << 20);
}

TEST_F(HttpClientTest, SendsWhatItIsGivenAndReturnsWhatComes) {
  std::string seen;
  TestServer server([&](const std::string& request, const auto& send) {
    seen = request;
    send(answer("201 Made Up", "hello", "X-Tag: a\r\nX-Tag: b\r\n"));
    return KeepConnection::kYes;
  });
  const auto response = fetch({.method = "POST",
                               .url = server.url("/v1/x?q=1"),
                               .headers = {{"X-Key", "k"}, {"Host", "evil"}, {"X-Empty", ""}},
                               .body = std::string("a\0b", 3)});
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->reason, "Made Up");
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("x-tag"), "a");
  EXPECT_TRUE(seen.starts_with("POST /v1/x?q=1 HTTP/1.1\r\n")) << seen;
  EXPECT_TRUE(seen.contains("\r\nX-Key: k\r\n")) << seen;
  EXPECT_TRUE(seen.contains("\r\nX-Empty:")) << seen;
  EXPECT_TRUE(seen.ends_with(std::string("\r\n\r\na\0b", 7))) << seen;
  for (const auto* unwanted : {"Expect", "Content-Type", "evil"})
    EXPECT_FALSE(seen.contains(unwanted)) << seen;
}

TEST_F(HttpClientTest, KeepsTheConnectionForTheNextRequest) {
  TestServer server([](const std::string&, const auto& send) {
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(fetch({.url = server.url()}));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, AnswersManyRequestsAtATime) {
  TestServer server([](const std::string& request, const auto& send) {
    std::this_thread::sleep_for(50ms);
    send(answer("200 OK", request.substr(5, 2)));
    return KeepConnection::kYes;
  });
  std::promise<void> all;
  std::vector<HttpOperation> operations;
  std::vector<std::string> bodies(20);
  int left = 20;
  on_loop([&] {
    for (std::size_t i = 0; i < 20; ++i) {
      operations.push_back(client_.send({.url = server.url(fmt::format("/{:02}", i))},
                                        [&, i](Result<HttpResponse> response) {
                                          if (response) bodies[i] = response->body;
                                          if (--left == 0) all.set_value();
                                        }));
    }
  });
  ASSERT_EQ(all.get_future().wait_for(20s), std::future_status::ready);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(bodies[i], fmt::format("{:02}", i));
  on_loop([&] { operations.clear(); });
}

TEST_F(HttpClientTest, FindsConnectionsFreeForTheNextRequests) {
  TestServer server([](const std::string&, const auto& send) {
    std::this_thread::sleep_for(20ms);
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  });
  for (const std::size_t count : {10, 10, 4}) {
    std::promise<void> all;
    std::vector<HttpOperation> operations;
    std::size_t left = count;
    on_loop([&] {
      for (std::size_t i = 0; i < count; ++i) {
        operations.push_back(
            client_.send({.url = server.url()}, [&](const Result<HttpResponse>& response) {
              EXPECT_TRUE(response);
              if (--left == 0) all.set_value();
            }));
      }
    });
    ASSERT_EQ(all.get_future().wait_for(20s), std::future_status::ready);
    on_loop([&] { operations.clear(); });
    EXPECT_EQ(server.connections(), 10);
  }
}

TEST_F(HttpClientTest, NoticesThatAKeptConnectionWasClosed) {
  std::optional<TestServer> server;
  const auto handler = [](const std::string&, const auto& send) {
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  };
  server.emplace(handler);
  const std::string url = server->url();
  ASSERT_TRUE(fetch({.url = url}));
  server.reset();
  EXPECT_FALSE(fetch({.url = url}));
}

TEST_F(HttpClientTest, SaysWhenDescriptorsHaveRunOut) {
  const std::string nobody = "http://127.0.0.1:9/";
  EXPECT_FALSE(fetch({.url = nobody}));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int next = ::dup(0);
  ::close(next);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(next);
  ::setrlimit(RLIMIT_NOFILE, &tight);
  const std::string error = error_of({.url = nobody}, ErrorCode::kResourceExhausted);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(error,
            fmt::format("cannot connect to 127.0.0.1 port 9: all {} file descriptors of this "
                        "process are in use; allow more with ulimit -n",
                        next));
  TestServer server([](const std::string&, const auto& send) {
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  });
  EXPECT_TRUE(fetch({.url = server.url()}));
}

TEST_F(HttpClientTest, SpeaksOverAUnixSocket) {
  const std::string path = fmt::format("/tmp/modus-http-test-{}.sock", ::getpid());
  ::unlink(path.c_str());
  UnixTestServer server({path}, [](const std::string&, const auto& send) {
    send(answer("200 OK", "local"));
    return KeepConnection::kYes;
  });
  const auto response = fetch({.url = "http://localhost/", .unix_socket = path});
  ::unlink(path.c_str());
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response->body, "local");
}

TEST_F(HttpClientTest, NamesWhatRefusesToConnect) {
  std::uint16_t port = 0;
  {
    TestServer server([](const auto&, const auto&) { return KeepConnection::kNo; });
    port = server.endpoint().port();
  }
  EXPECT_EQ(error_of({.url = fmt::format("http://127.0.0.1:{}/?key=secret", port)},
                     ErrorCode::kUnavailable),
            fmt::format("cannot connect to 127.0.0.1 port {}: connection refused", port));
}

TEST_F(HttpClientTest, NamesAHostThatDoesNotExist) {
  EXPECT_EQ(error_of({.url = "http://nowhere.invalid/?key=secret"}, ErrorCode::kUnavailable),
            "cannot find the address of nowhere.invalid port 80");
}

TEST_F(HttpClientTest, NamesThePeerThatSpeaksNoTls) {
  using boost::asio::ip::tcp;
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  std::thread plain([&] {
    tcp::socket socket(context);
    acceptor.accept(socket);
    boost::asio::write(socket, boost::asio::buffer("HTTP/1.1 400 Bad Request\r\n\r\n", 28));
    char greeting[1];
    boost::asio::read(socket, boost::asio::buffer(greeting));
  });
  const auto port = acceptor.local_endpoint().port();
  const auto text =
      error_of({.url = fmt::format("https://127.0.0.1:{}/", port)}, ErrorCode::kUnavailable);
  plain.join();
  const auto start = fmt::format("cannot set up TLS with 127.0.0.1 port {}: ", port);
  EXPECT_TRUE(text.starts_with(start) && text.size() > start.size()) << text;
}

TEST_F(HttpClientTest, TellsHalfABodyFromAWholeOne) {
  TestServer server([](const std::string& request, const auto& send) {
    const bool chunked = request.starts_with("GET /chunked");
    send(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
                 : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    return KeepConnection::kNo;
  });
  for (const auto* path : {"/length", "/chunked"}) {
    EXPECT_EQ(error_of({.url = server.url(path)}, ErrorCode::kUnavailable),
              fmt::format("127.0.0.1 port {} closed the connection before the answer was complete",
                          server.endpoint().port()));
  }
}

TEST_F(HttpClientTest, TellsWhenNothingWasAnswered) {
  TestServer server([](const auto&, const auto&) { return KeepConnection::kNo; });
  EXPECT_TRUE(error_of({.url = server.url()}, ErrorCode::kUnavailable)
                  .ends_with("closed the connection without answering"));
}

TEST_F(HttpClientTest, NamesTheIdleLimit) {
  TestServer server([](const auto&, const auto& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    std::this_thread::sleep_for(1s);
    return KeepConnection::kNo;
  });
  EXPECT_EQ(error_of({.url = server.url(), .idle_timeout = 200ms}, ErrorCode::kDeadlineExceeded),
            fmt::format("127.0.0.1 port {} sent nothing for 200 ms (the idle limit)",
                        server.endpoint().port()));
}

TEST_F(HttpClientTest, NamesTheFirstByteLimit) {
  TestServer server([](const auto&, const auto&) {
    std::this_thread::sleep_for(500ms);
    return KeepConnection::kNo;
  });
  EXPECT_EQ(error_of({.url = server.url(), .first_byte_timeout = 100ms, .idle_timeout = 10ms},
                     ErrorCode::kDeadlineExceeded),
            fmt::format("127.0.0.1 port {} sent nothing for 100 ms (the first-byte limit)",
                        server.endpoint().port()));
}

// Over TLS a request waits for the handshake of another to the same place: they may share the
// connection. When it fails, one of those that waited tries the next.
TEST_F(HttpClientTest, LimitsTheWaitForAnothersConnection) {
  boost::asio::io_context context;
  using boost::asio::ip::tcp;
  tcp::acceptor mute(context, {boost::asio::ip::address_v4::loopback(), 0});
  const std::string url = fmt::format("https://127.0.0.1:{}/", mute.local_endpoint().port());
  std::vector<std::promise<std::string>> ended(32);
  std::vector<HttpOperation> operations;
  on_loop([&] {
    for (auto& promise : ended) {
      operations.push_back(
          client_.send({.url = url, .connect_timeout = 300ms, .deadline = Deadline::after(5s)},
                       [&](const Result<HttpResponse>& result) {
                         promise.set_value(result ? "an answer" : result.error().describe());
                       }));
    }
  });
  for (auto& promise : ended) {
    const std::string text = promise.get_future().get();
    EXPECT_TRUE(text.ends_with("no connection within 300 ms (the connect limit)")) << text;
  }
  on_loop([&] { operations.clear(); });
}

TEST_F(HttpClientTest, TellsHowFarAFailedRequestCame) {
  const auto stage_of = [&](HttpRequest request) {
    std::promise<HttpStage> promise;
    HttpOperation operation;
    on_loop([&] {
      operation = client_.send(std::move(request), [&](const Result<HttpResponse>& result) {
        EXPECT_FALSE(result);
        promise.set_value(operation.stage());
      });
    });
    const HttpStage stage = promise.get_future().get();
    on_loop([&] { operation = {}; });
    return stage;
  };
  TestServer server([](const std::string& request, const auto& send) {
    if (request.contains("/half")) send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    return KeepConnection::kNo;
  });
  EXPECT_EQ(stage_of({.url = "http://nowhere.invalid/"}), HttpStage::kConnecting);
  EXPECT_EQ(stage_of({.url = server.url("/nothing")}), HttpStage::kSent);
  EXPECT_EQ(stage_of({.url = server.url("/half")}), HttpStage::kAnswering);
}

TEST_F(HttpClientTest, IsNotIdleWhileBytesCome) {
  TestServer server([](const auto&, const auto& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
    for (int i = 0; i < 6; ++i) {
      std::this_thread::sleep_for(100ms);
      send("x");
    }
    return KeepConnection::kYes;
  });
  const auto response = fetch({.url = server.url(), .idle_timeout = 400ms});
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response->body, "xxxxxx");
}

TEST_F(HttpClientTest, NamesTheDeadline) {
  TestServer server([](const auto&, const auto&) {
    std::this_thread::sleep_for(1s);
    return KeepConnection::kNo;
  });
  const auto started = std::chrono::steady_clock::now();
  const auto text = error_of({.url = server.url(), .deadline = Deadline::after(300ms)},
                             ErrorCode::kDeadlineExceeded);
  EXPECT_TRUE(text.ends_with("did not finish answering within the time left to the call")) << text;
  EXPECT_LT(std::chrono::steady_clock::now() - started, 900ms);
}

TEST_F(HttpClientTest, LimitsTheSizeAlsoWhileStreaming) {
  TestServer server([](const auto&, const auto& send) {
    send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    for (int i = 0; i < 100; ++i) send(std::string(1000, 'x'));
    return KeepConnection::kNo;
  });
  HttpRequest whole{.url = server.url(), .max_response_bytes = 5000};
  const auto expected = fmt::format(
      "127.0.0.1 port {} sent more than 5000 bytes "
      "(the response size limit)",
      server.endpoint().port());
  EXPECT_EQ(error_of(whole, ErrorCode::kResourceExhausted), expected);
  std::size_t streamed = 0;
  whole.on_body = [&](std::string_view bytes) { streamed += bytes.size(); };
  EXPECT_EQ(error_of(whole, ErrorCode::kResourceExhausted), expected);
  EXPECT_LE(streamed, 5000u);
}

// Each header costs many times its bytes: 64 MB of them would take a gigabyte.
TEST_F(HttpClientTest, LimitsTheHead) {
  const auto endless = [](std::string begin, std::string_view line) {
    return [begin = std::move(begin), line](const auto&, const auto& send) {
      std::string lines;
      while (lines.size() < 64u << 10) lines += line;
      send(begin);
      for (int i = 0; i < 64; ++i) send(lines);
      return KeepConnection::kNo;
    };
  };
  const TestServer headers(endless("HTTP/1.1 200 OK\r\n", "a:\r\n"));
  const TestServer interim(endless("", "HTTP/1.1 103 Early Hints\r\na:\r\n\r\n"));
  const TestServer trailers(
      endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "a:\r\n"));
  for (const TestServer* server : {&headers, &interim, &trailers}) {
    const auto text = error_of({.url = server->url()}, ErrorCode::kResourceExhausted);
    EXPECT_TRUE(text.ends_with("sent more than 262144 bytes of headers")) << text;
  }
}

TEST_F(HttpClientTest, StreamsTheBodyAsItComes) {
  std::promise<void> first;
  TestServer server([&](const auto&, const auto& send) {
    send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
    first.get_future().wait_for(5s);
    send("def");
    return KeepConnection::kYes;
  });
  std::string body;
  const auto response = fetch({.url = server.url(), .on_body = [&](std::string_view bytes) {
                                 if (body.empty()) first.set_value();
                                 body += bytes;
                               }});
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(body, "abcdef");
  EXPECT_EQ(response->body, "");
}

TEST_F(HttpClientTest, CallsNothingAfterACancel) {
  std::promise<void> arrived;
  TestServer server([&](const auto&, const auto& send) {
    arrived.set_value();
    std::this_thread::sleep_for(200ms);
    send(answer("200 OK", "late"));
    return KeepConnection::kYes;
  });
  bool called = false;
  HttpOperation operation;
  on_loop([&] { operation = client_.send({.url = server.url()}, [&](auto) { called = true; }); });
  arrived.get_future().wait();
  on_loop([&] { operation = {}; });
  std::this_thread::sleep_for(300ms);
  on_loop([] {});
  EXPECT_FALSE(called);
}

TEST_F(HttpClientTest, MayBeCancelledAndUsedFromWithinTheBody) {
  TestServer server([](const std::string& request, const auto& send) {
    send(answer("200 OK", request.starts_with("GET /second") ? "second" : std::string(100, 'x')));
    return KeepConnection::kYes;
  });
  HttpOperation first;
  HttpOperation second;
  bool first_called = false;
  std::promise<Result<HttpResponse>> answered;
  on_loop([&] {
    HttpRequest request{.url = server.url()};
    request.on_body = [&](std::string_view) {
      second = client_.send({.url = server.url("/second")},
                            [&](auto result) { answered.set_value(std::move(result)); });
      first = {};
    };
    first = client_.send(std::move(request), [&](auto) { first_called = true; });
  });
  auto future = answered.get_future();
  ASSERT_EQ(future.wait_for(10s), std::future_status::ready);
  EXPECT_EQ(future.get()->body, "second");
  EXPECT_FALSE(first_called);
  on_loop([&] { second = {}; });
}

TEST_F(HttpClientTest, MayBeDestroyedFromWithinTheBody) {
  TestServer server([](const auto&, const auto& send) {
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  });
  auto client = std::make_unique<HttpClient>(threads_[0]);
  std::promise<void> destroyed;
  HttpOperation operation;
  on_loop([&] {
    HttpRequest request{.url = server.url()};
    request.on_body = [&](std::string_view) {
      client.reset();
      destroyed.set_value();
    };
    operation = client->send(std::move(request), [](auto) { FAIL(); });
  });
  ASSERT_EQ(destroyed.get_future().wait_for(10s), std::future_status::ready);
  on_loop([&] { operation = {}; });
}

TEST_F(HttpClientTest, FollowsRedirectsAsBrowsersDo) {
  TestServer server([](const std::string& request, const auto& send) {
    if (request.contains(" /303")) {
      send(answer("303 See Other", "gone", "Location: /end\r\n"));
    } else if (request.contains(" /307")) {
      send(answer("307 Temporary Redirect", "gone", "Location: /end\r\n"));
    } else {
      send(answer("200 OK", request.substr(0, request.find(' ')) + "|" +
                                request.substr(request.find("\r\n\r\n") + 4)));
    }
    return KeepConnection::kYes;
  });
  const auto body_of = [&](std::string path) {
    const auto response = fetch({.method = "POST", .url = server.url(path), .body = "data"});
    return response ? response->body : response.error().describe();
  };
  EXPECT_EQ(body_of("/303"), "GET|");
  EXPECT_EQ(body_of("/307"), "POST|data");
}

TEST_F(HttpClientTest, LeavesSecretsBehindWhenRedirectedElsewhere) {
  std::string seen;
  TestServer other([&](const std::string& request, const auto& send) {
    seen = request;
    send(answer("200 OK", "x"));
    return KeepConnection::kYes;
  });
  TestServer server([&](const auto&, const auto& send) {
    send(answer("302 Found", "", fmt::format("Location: {}\r\n", other.url())));
    return KeepConnection::kYes;
  });
  ASSERT_TRUE(fetch({.url = server.url(), .headers = {{"X-Api-Key", "k"}, {"Accept", "text/x"}}}));
  EXPECT_FALSE(seen.contains("X-Api-Key")) << seen;
  EXPECT_TRUE(seen.contains("Accept: text/x")) << seen;
}

TEST_F(HttpClientTest, AsksBeforeARedirectIsFollowed) {
  TestServer server([](const std::string& request, const auto& send) {
    send(answer("302 Found", "", request.contains("/a") ? "Location: /b\r\n" : "Location: /c\r\n"));
    return KeepConnection::kYes;
  });
  std::vector<std::string> asked;
  HttpRequest request{.url = server.url("/a")};
  request.allow_redirect = [&](const Url& from, const Url& to) -> Result<void> {
    asked.push_back(from.path + " to " + to.path);
    if (to.path == "/b") return {};
    return fail(ErrorCode::kPermissionDenied, "not there");
  };
  EXPECT_EQ(error_of(std::move(request), ErrorCode::kPermissionDenied), "not there");
  EXPECT_EQ(asked, (std::vector<std::string>{"/a to /b", "/b to /c"}));
}

TEST_F(HttpClientTest, LimitsRedirectsInNumberAndScheme) {
  TestServer server([](const std::string& request, const auto& send) {
    send(answer(
        "302 Found", "",
        request.contains("/file") ? "Location: file:///etc/passwd\r\n" : "Location: /again\r\n"));
    return KeepConnection::kYes;
  });
  EXPECT_TRUE(error_of({.url = server.url(), .max_redirects = 3}, ErrorCode::kUnavailable)
                  .ends_with("redirected more than 3 times"));
  const auto text = error_of({.url = server.url("/file")}, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(text.contains("must begin with http")) << text;
  const auto unfollowed = fetch({.url = server.url(), .max_redirects = 0});
  ASSERT_TRUE(unfollowed);
  EXPECT_EQ(unfollowed->status, 302);
}

TEST_F(HttpClientTest, Decompresses) {
  // "hello" in gzip.
  constexpr unsigned char kGzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                     0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
                                     0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00};
  std::string seen;
  TestServer server([&](const std::string& request, const auto& send) {
    seen = request;
    send(answer("200 OK", std::string(reinterpret_cast<const char*>(kGzip), sizeof kGzip),
                "Content-Encoding: gzip\r\n"));
    return KeepConnection::kYes;
  });
  const auto response = fetch({.url = server.url()});
  ASSERT_TRUE(response) << response.error().describe();
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("Content-Encoding"), "");
  EXPECT_TRUE(seen.contains("Accept-Encoding:")) << seen;
  const auto raw = fetch({.url = server.url(), .headers = {{"Accept-Encoding", "gzip"}}});
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->body.size(), sizeof kGzip);
}

TEST_F(HttpClientTest, RefusesWhatCouldSmuggle) {
  const auto later = [&](HttpRequest request) {
    return error_of(std::move(request), ErrorCode::kInvalidArgument);
  };
  EXPECT_EQ(later({.url = "http://127.0.0.1/", .headers = {{"X-A", "b\r\nX-B: c"}}}),
            "the request header X-A holds a line break");
  EXPECT_EQ(later({.url = "http://127.0.0.1/", .headers = {{"X A", "b"}}}),
            "a request header's name is not valid");
  EXPECT_EQ(later({.method = "GET /x", .url = "http://127.0.0.1/"}),
            "the request's method is not a word of HTTP");
  EXPECT_EQ(later({.url = "ftp://127.0.0.1/"}),
            "the URL must begin with http:// or https://, not ftp:");
  EXPECT_FALSE(later({.url = "no url?key=secret"}).contains("secret"));
}

TEST_F(HttpClientTest, CallsBackOnlyAfterSendReturned) {
  bool returned = false;
  std::promise<bool> order;
  HttpOperation operation;
  on_loop([&] {
    operation = client_.send({.url = "nonsense"}, [&](auto) { order.set_value(returned); });
    returned = true;
  });
  EXPECT_TRUE(order.get_future().get());
  on_loop([&] { operation = {}; });
}

}  // namespace
}  // namespace modus::connect
