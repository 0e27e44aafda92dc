// SPDX-License-Identifier: Apache-2.0
// For tests: a model service, the manifest it works by, and a provider that follows a script.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/connect/test_server.h"
#include "runtime/models/test_loop.h"

namespace modus::models::resilience {

using connect::answer;
using connect::KeepConnection;
using namespace std::chrono_literals;

/// Answers the n-th request, counted from 0, with what the script says: bytes, or nothing for
/// closing the connection.
class ScriptedProvider {
 public:
  using Script = std::function<std::string(int number, const std::string& request)>;

  explicit ScriptedProvider(Script script) : script_(std::move(script)) {}

  std::string url() const { return server_.url(); }
  int requests() const { return requests_; }

 private:
  Script script_;
  std::atomic<int> requests_ = 0;
  connect::TestServer server_{[this](const std::string& request, const auto& send) {
    const std::string bytes = script_(requests_++, request);
    if (bytes.empty()) return KeepConnection::kNo;
    send(bytes);
    return bytes.contains("Content-Length: 1000\r\n") ? KeepConnection::kNo : KeepConnection::kYes;
  }};
};

inline std::string ok(std::string_view body = "yes") { return answer("200 OK", body); }
inline std::string unavailable() { return answer("503 Service Unavailable", "{}"); }
inline std::string too_many(std::string_view headers = "") {
  return answer("429 Too Many Requests", "{}", headers);
}
inline std::string half() { return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"; }

class ServiceTest : public ::testing::Test {
 protected:
  /// The manifest with these members of "models"; the connection of each provider is "api", "api1",
  /// and so on.
  void define(const std::string& models, const std::vector<std::string>& urls) {
    std::string connections;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      connections += fmt::format(R"({}"api{}": {{"type": "http", "baseUrl": "{}"}})",
                                 i == 0 ? "" : ", ", i == 0 ? "" : std::to_string(i), urls[i]);
    }
    auto manifest = app::Manifest::parse(
        fmt::format(R"({{"models": {{{}}}, "connections": {{{}}}}})", models, connections));
    ASSERT_TRUE(manifest) << manifest.error().describe();
    manifest_ = *std::move(manifest);
  }

  /// One model "chat" with these further members.
  void define_chat(const std::string& members, const std::string& url) {
    define(
        fmt::format(R"("chat": {{"sourceModel": "gpt", "connection": "api", "path": "v1/chat"{}}})",
                    members.empty() ? "" : ", " + members),
        {url});
  }

  ModelService& service() {
    if (!service_) restart();
    return *service_;
  }

  /// A new process, as far as models know.
  void restart() {
    service_.reset();
    service_ = std::make_unique<ModelService>(
        ModelServiceOptions{
            .stage = Stage::kDevelopment,
            .app_folder = "/app",
            .local = {.server = "/no/llama-server", .models_folder = "/no/models"},
            .http_limits = {},
            .local_limits = {},
            .data_directory = data_directory_,
            .surroundings = {.now = [this] { return Deadline::Clock::now() + skipped_.load(); },
                             .random = [this] { return random_.load(); }}},
        log_);
  }

  /// Lets time pass for whatever counts it; timers do not notice.
  void skip(Deadline::Clock::duration time) { skipped_.store(skipped_.load() + time); }

  using Call = std::unique_ptr<TestCall>;
  Call begin(std::string_view model = "chat", std::string body = "{}", CallTerms terms = {}) {
    return begin_on(loop_, model, std::move(body), terms);
  }
  Call begin_on(TestLoop& loop, std::string_view model, std::string body = "{}",
                CallTerms terms = {}) {
    return std::make_unique<TestCall>(loop, service(), manifest_, environment_, model,
                                      std::move(body), terms);
  }

  Outcome ask(std::string_view model = "chat", std::string body = "{}", CallTerms terms = {}) {
    const auto call = begin(model, std::move(body), terms);
    if (!call->answered_within(20s)) return fail(ErrorCode::kInternal, "the test lost patience");
    return call->outcome();
  }

  static std::string text(const Outcome& outcome) {
    return outcome.answer ? *outcome.answer : "error: " + outcome.answer.error().describe();
  }
  std::string said(std::string_view model = "chat", std::string body = "{}", CallTerms terms = {}) {
    return text(ask(model, std::move(body), terms));
  }

  Log log_{{.threshold = LogLevel::kNone}};
  std::atomic<Deadline::Clock::duration> skipped_{0ns};
  std::atomic<double> random_ = 0.0;
  std::filesystem::path data_directory_;
  app::Manifest manifest_;
  app::Environment environment_{{}};
  TestLoop loop_;
  std::unique_ptr<ModelService> service_;
};

}  // namespace modus::models::resilience
