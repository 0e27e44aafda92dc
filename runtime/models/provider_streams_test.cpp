// SPDX-License-Identifier: Apache-2.0
// Streams of every provider from tests/providers/server.py, the documented formats written down a
// second time: well, slow, split into bytes, and broken in every way.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "runtime/models/endpoint.h"
#include "runtime/models/formats/formats.h"
#include "runtime/models/test_loop.h"

namespace modus::models {
namespace {

using namespace std::chrono_literals;

class ProviderServer {
 public:
  ProviderServer() {
    int ends[2];
    if (::pipe(ends) != 0) return;
    const auto script = find_script();
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execlp("python3", "python3", script.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    char digit = 0;
    while (::read(ends[0], &digit, 1) == 1 && digit != '\n') port_ = port_ * 10 + (digit - '0');
    ::close(ends[0]);
  }
  ~ProviderServer() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ProviderServer(const ProviderServer&) = delete;

  int port() const { return port_; }

 private:
  // Tests run in the checkout or in a folder of it.
  static std::filesystem::path find_script() {
    auto folder = std::filesystem::current_path();
    while (!exists(folder / "tests/providers/server.py") && folder.has_relative_path())
      folder = folder.parent_path();
    return folder / "tests/providers/server.py";
  }

  pid_t process_ = 0;
  int port_ = 0;
};

// As modus.json has it; PORT stands for the server's.
constexpr std::string_view kManifest = R"({
  "connections": {
    "openai": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/",
               "headers": {"Authorization": "Bearer {{API_KEY}}"}},
    "azure": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/",
              "headers": {"api-key": "{{API_KEY}}"},
              "queryParameters": {"api-version": "2024-10-21"}},
    "anthropic": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/",
                  "headers": {"x-api-key": "{{API_KEY}}", "anthropic-version": "2023-06-01"}},
    "gemini": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/",
               "headers": {"x-goog-api-key": "{{API_KEY}}"}},
    "aws": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/", "aws": {"region": "us-east-1"}},
    "mine": {"type": "http", "baseUrl": "http://127.0.0.1:PORT/",
             "headers": {"X-Key": "{{API_KEY}}"}}
  },
  "models": {
    "chat": {"connection": "openai", "path": "v1/chat/completions"},
    "responses": {"connection": "openai", "path": "v1/responses"},
    "azure": {"connection": "azure", "path": "openai/deployments/d/chat/completions"},
    "anthropic": {"connection": "anthropic", "path": "v1/messages"},
    "gemini": {"connection": "gemini", "path": "v1beta/models/gemini-2.5-flash:generateContent"},
    "converse": {"connection": "aws", "path": "model/amazon.nova-lite-v1%3A0/converse"},
    "llama": {"connection": "aws", "path": "model/meta.llama3-8b-instruct-v1%3A0/invoke"},
    "custom": {"connection": "mine", "path": "custom/generate", "format": {
      "request": {"members": {"text": "/input/question"}},
      "response": {"text": "/outputs/0/say", "reason": "/outputs/0/why",
                   "inputTokens": "/cost/in", "outputTokens": "/cost/out", "error": "/problem/text"},
      "stream": {"pathSuffix": "-live", "text": "/say", "done": "/end", "inputTokens": "/cost/in",
                 "outputTokens": "/cost/out", "error": "/problem/text"}}}
  }
})";

// What a guest would write.
std::string request_of(std::string_view model, std::string_view text) {
  const json::Value said(text);
  if (model == "llama") return json::to_text(json::Object{{"prompt", said}});
  if (model == "responses") return json::to_text(json::Object{{"model", "m"}, {"input", said}});
  if (model == "gemini") {
    return json::to_text(json::Object{
        {"contents", json::Array{{{"role", "user"}, {"parts", json::Array{{{"text", said}}}}}}}});
  }
  const json::Value content =
      model == "converse" ? json::Value(json::Array{{{"text", said}}}) : said;
  return json::to_text(
      json::Object{{"model", "m"},
                   {"max_tokens", 100},
                   {"messages", json::Array{{{"role", "user"}, {"content", content}}}}});
}

struct Heard {
  std::string text;
  int pieces = 0;
  Result<std::string> end;
};

class ProviderStreamsTest : public ::testing::TestWithParam<std::string_view> {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ProviderServer>();
    ASSERT_NE(server_->port(), 0) << "tests/providers/server.py did not start";
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    std::string text(kManifest);
    for (auto at = text.find("PORT"); at != std::string::npos; at = text.find("PORT", at))
      text.replace(at, 4, std::to_string(server_->port()));
    auto manifest = app::Manifest::parse(text);
    ASSERT_TRUE(manifest) << manifest.error().describe();
    manifest_ = *std::move(manifest);
    for (app::Model& model : manifest_.models) {
      model.policy.retries.max = 0;
      model.policy.breaker.failures = 0;
    }
  }

  Heard stream(std::string_view text) {
    Heard heard;
    ModelOperation operation;
    std::promise<void> ended;
    loop_.run([&] {
      operation = service_.stream(
          loop_.client, manifest_, environment_, GetParam(), request_of(GetParam(), text), {},
          [&](const Delta& delta) {
            heard.text += delta.text;
            ++heard.pieces;
          },
          [&](Outcome outcome) {
            heard.end = std::move(outcome.answer);
            ended.set_value();
          });
    });
    ended.get_future().wait();
    loop_.run([&] { operation = {}; });
    return heard;
  }

  Result<std::string> invoke(std::string_view text) {
    TestCall call(loop_, service_, manifest_, environment_, GetParam(),
                  request_of(GetParam(), text));
    return call.answer();
  }

  std::shared_ptr<const Format> format() {
    const app::Model& model = *manifest_.find_model(GetParam());
    const auto endpoint = resolve_endpoint(manifest_, environment_, model, Stage::kDevelopment);
    return endpoint ? endpoint->format : nullptr;
  }

  static app::Environment secrets() {
    app::Environment::Variables variables{
        {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
        {"AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}};
    for (const char* name : {"OPENAI", "AZURE", "ANTHROPIC", "GEMINI", "MINE"})
      variables[fmt::format("MODUS_{}_API_KEY", name)] = "test-key";
    return app::Environment(variables);
  }

  std::string error_of(std::string_view text) {
    const Heard heard = stream(text);
    return heard.end ? "no error: " + *heard.end : heard.end.error().describe();
  }

  static std::unique_ptr<ProviderServer> server_;
  Log log_{{.threshold = LogLevel::kNone}};
  TestLoop loop_;
  ModelService service_{{.stage = Stage::kDevelopment,
                         .app_folder = "/app",
                         .local = {.server = "/no/llama-server", .models_folder = "/no/models"},
                         .http_limits = {.idle = 500ms},
                         .local_limits = {}},
                        log_};
  const app::Environment environment_ = secrets();
  app::Manifest manifest_;
};

std::unique_ptr<ProviderServer> ProviderStreamsTest::server_;

// The whole answer that a stream ends with tells the same as the answer in one piece.
TEST_P(ProviderStreamsTest, EndsWithWhatInvokeGives) {
  const std::string said = "You said: Grüße 🌍 an alle";
  const auto format = this->format();
  ASSERT_NE(format, nullptr);
  for (const std::string_view how : {"", "please split", "please slow"}) {
    const std::string text = fmt::format("Grüße 🌍 an alle{}", how);
    const Heard heard = stream(text);
    ASSERT_TRUE(heard.end) << heard.end.error().describe();
    EXPECT_EQ(heard.text, said + std::string(how));
    EXPECT_GT(heard.pieces, 3);
    const auto whole = json::parse(*heard.end);
    const auto answer = json::parse(invoke(text).value_or("null"));
    ASSERT_TRUE(whole && whole->is_object() && answer && answer->is_object());
    EXPECT_EQ(format->text_of(whole->get_object()).value_or(""), heard.text);
    EXPECT_EQ(format->text_of(answer->get_object()).value_or(""), heard.text);
    ASSERT_TRUE(format->usage_of(whole->get_object()));
    EXPECT_EQ(format->usage_of(whole->get_object()), format->usage_of(answer->get_object()));
    EXPECT_EQ(format->usage_of(whole->get_object())->input, 9u);
  }
}

TEST_P(ProviderStreamsTest, TellsWhyItBroke) {
  EXPECT_TRUE(error_of("please cut")
                  .ends_with("closed the connection before the answer was "
                             "complete"))
      << error_of("please cut");
  EXPECT_TRUE(error_of("please stop early")
                  .ends_with("the stream ended before the answer was "
                             "complete"));
  EXPECT_TRUE(error_of("please break").ends_with("with an error: The stream broke."));
  EXPECT_TRUE(error_of("please stall").ends_with("sent nothing for 500 ms (the idle limit)"));
  EXPECT_TRUE(error_of("please flood").ends_with("bytes"));
  const std::string mumble = error_of("please mumble");
  EXPECT_TRUE(mumble.contains("is not JSON") || mumble.contains("is damaged")) << mumble;
}

TEST_P(ProviderStreamsTest, TellsAProvidersRefusal) {
  EXPECT_TRUE(error_of("please wait")
                  .ends_with("try again after 20 s; it says: Rate limit "
                             "reached."))
      << error_of("please wait");
  const Heard failed = stream("please fail");
  ASSERT_TRUE(failed.end) << failed.end.error().describe();
  EXPECT_TRUE(failed.end->contains("The server had an error"));
  EXPECT_EQ(failed.pieces, 0);
}

INSTANTIATE_TEST_SUITE_P(Providers, ProviderStreamsTest,
                         ::testing::Values("chat", "responses", "azure", "anthropic", "gemini",
                                           "converse", "llama", "custom"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace modus::models
