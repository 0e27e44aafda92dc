// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

#include <gtest/gtest.h>

#include <optional>

#include "runtime/connect/test_server.h"
#include "runtime/models/clean_text.h"
#include "runtime/models/test_loop.h"

namespace modus::models {
namespace {

using connect::answer;
using connect::KeepConnection;
using connect::TestServer;
using namespace std::chrono_literals;

app::Manifest manifest_with(std::string base_url) {
  app::Manifest manifest;
  manifest.connections.push_back({.name = "open-ai",
                                  .base_url = std::move(base_url),
                                  .endpoint = {},
                                  .headers = {{"Authorization", "Bearer {{API_KEY}}"}},
                                  .query_parameters = {{"version", "a b"}, {"ask", "{{API_KEY}}"}},
                                  .settings = {}});
  manifest.connections.push_back({.name = "whole",
                                  .base_url = {},
                                  .endpoint = "https://x.example/run?fixed=1",
                                  .headers = {},
                                  .query_parameters = {{"q", "1"}},
                                  .settings = {}});
  manifest.connections.push_back({.name = "sql",
                                  .type = app::ConnectionType::kPostgresql,
                                  .base_url = {},
                                  .endpoint = {},
                                  .headers = {},
                                  .query_parameters = {},
                                  .settings = {}});
  const auto add = [&](std::string name, std::string connection, std::string path,
                       std::string source = "gpt") {
    manifest.models.push_back(
        {std::move(name), std::move(source), "", std::move(connection), std::move(path)});
  };
  add("chat", "open-ai", "/v1/chat/completions");
  add("pathless", "open-ai", "");
  add("whole", "whole", "");
  add("whole-with-path", "whole", "v1");
  add("lost", "nowhere", "v1");
  add("wrong-kind", "sql", "v1");
  add("hosted", "hypermode", "", "Org/Model-X");
  add("here", "local", "", "no-such-model");
  add("here-elsewhere", "local", "v1/audio", "no-such-model");
  add("embeddings-here", "local", "/v1/embeddings", "Org/No-Such-Model");
  add("label-less", "local", "v1/classify", "no-such-model");
  add("file", "local", "", "models/mine.gguf");
  return manifest;
}

class ModelServiceTest : public ::testing::Test {
 protected:
  std::string invoke(const app::Manifest& manifest, std::string_view model,
                     Stage stage = Stage::kDevelopment) {
    ModelService service({.stage = stage,
                          .app_folder = "/app",
                          .local = {.server = "/no/llama-server", .models_folder = "/no/models"},
                          .http_limits = {},
                          .local_limits = {},
                          .surroundings = {.random = [] { return 0.0; }}},
                         log_);
    TestCall call(loop_, service, manifest, environment_, model, "{\"x\":1}");
    return call.text();
  }

  std::string resolved(std::string_view model, Stage stage = Stage::kDevelopment) {
    const auto manifest = manifest_with("https://api.example.com/");
    const auto endpoint =
        resolve_endpoint(manifest, environment_, *manifest.find_model(model), stage);
    if (!endpoint) return "error: " + endpoint.error().describe();
    std::string text = endpoint->url;
    for (const auto& [name, value] : endpoint->headers) text += " " + name + "=" + value;
    return text;
  }

  // What the guest gets when the provider answers so.
  std::string answered(std::string status, std::string body, std::string headers = "",
                       Stage stage = Stage::kDevelopment) {
    TestServer server([&](const auto&, const auto& send) {
      send(answer(status, body, headers));
      return KeepConnection::kYes;
    });
    return invoke(manifest_with(server.url()), "chat", stage);
  }

  Log log_{{.threshold = LogLevel::kNone}};
  TestLoop loop_;
  app::Environment environment_{{{"MODUS_OPEN_AI_API_KEY", "sk-secret"},
                                 {"HYP_API_KEY", "hk"},
                                 {"HYP_WORKSPACE_ID", "ws"},
                                 {"HYPERMODE_MODEL_HOST", "models.svc"}}};
};

TEST_F(ModelServiceTest, FindsTheAddressAndFillsInSecrets) {
  EXPECT_EQ(resolved("chat"),
            "https://api.example.com/v1/chat/completions?ask=sk-secret&version=a+b "
            "Authorization=Bearer sk-secret");
  EXPECT_EQ(resolved("whole"), "https://x.example/run?fixed=1&q=1");
  EXPECT_EQ(resolved("hosted"),
            "https://models.hypermode.host/org/model-x Authorization=Bearer hk "
            "HYP-WORKSPACE-ID=ws");
  EXPECT_EQ(resolved("hosted", Stage::kProduction), "http://hosted.models.svc/hosted:predict");
}

TEST_F(ModelServiceTest, SaysWhatIsWrongWithAModel) {
  const auto manifest = manifest_with("https://api.example.com/");
  EXPECT_EQ(invoke(manifest, "nobody"), "error: modus.json defines no model \"nobody\"");
  EXPECT_EQ(invoke(manifest, "lost"),
            "error: the model \"lost\" uses the connection \"nowhere\", which modus.json does not "
            "define");
  EXPECT_EQ(invoke(manifest, "wrong-kind"),
            "error: the model \"wrong-kind\" uses the connection \"sql\", which is of another type "
            "than \"http\"");
  EXPECT_TRUE(invoke(manifest, "pathless").contains("needs a \"path\""));
  EXPECT_TRUE(invoke(manifest, "whole-with-path").contains("remove the path"));
  EXPECT_EQ(invoke(manifest, "here"),
            "error: the local model \"no-such-model\" is not installed: "
            "/no/models/no-such-model.gguf is not there; run \"make setup\", or name a .gguf file "
            "as \"sourceModel\" in modus.json");
  EXPECT_TRUE(invoke(manifest, "file").contains("/app/models/mine.gguf"));
  EXPECT_TRUE(invoke(manifest, "embeddings-here").contains("/no/models/no-such-model.gguf"));
  EXPECT_EQ(invoke(manifest, "here-elsewhere"),
            "error: the local model \"here-elsewhere\" has the path \"v1/audio\"; local models "
            "answer at \"v1/chat/completions\", \"v1/embeddings\" and \"v1/classify\" only");
  EXPECT_TRUE(invoke(manifest, "label-less").contains("no \"labels\" in modus.json"));
}

TEST_F(ModelServiceTest, NamesTheMissingSecret) {
  environment_ = app::Environment({});
  const auto manifest = manifest_with("https://api.example.com/");
  EXPECT_TRUE(invoke(manifest, "chat").contains("MODUS_OPEN_AI_API_KEY"));
  EXPECT_TRUE(invoke(manifest, "hosted").contains("HYP_API_KEY"));
}

TEST_F(ModelServiceTest, SendsTheGuestsBodyWithTheConnectionsHeaders) {
  std::string seen;
  TestServer server([&](const std::string& request, const auto& send) {
    seen = request;
    send(answer("200 OK", std::string("{\"a\":\"\xff\xc3\xa4\0\"}", 12)));
    return KeepConnection::kYes;
  });
  EXPECT_EQ(invoke(manifest_with(server.url()), "chat"), "{\"a\":\"\xc3\xa4\"}");
  EXPECT_TRUE(seen.starts_with("POST /v1/chat/completions?ask=sk-secret&version=a+b HTTP/1.1\r\n"))
      << seen;
  EXPECT_TRUE(seen.contains("\r\nAuthorization: Bearer sk-secret\r\n")) << seen;
  EXPECT_TRUE(seen.contains("\r\nContent-Type: application/json\r\n")) << seen;
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"x\":1}")) << seen;
}

TEST_F(ModelServiceTest, ReturnsTheBodyOfMostErrors) {
  EXPECT_EQ(answered("500 Internal Server Error", "{\"error\":{}}"), "{\"error\":{}}");
  EXPECT_EQ(answered("400 Bad Request", "wrong"), "wrong");
  EXPECT_EQ(answered("404 Not Found", "none", "", Stage::kProduction), "none");
}

TEST_F(ModelServiceTest, SaysWhatToDoAboutARefusal) {
  EXPECT_EQ(answered("401 Unauthorized",
                     R"({"error":{"message":"Incorrect API key provided: sk-secret."}})"),
            "error: the provider of the model \"chat\" refused the API key (401); check "
            "MODUS_OPEN_AI_API_KEY; it says: Incorrect API key provided: ***.");
  EXPECT_TRUE(answered("403 Forbidden", "").contains("refused access (403)"));
  EXPECT_EQ(answered("429 Too Many Requests", R"({"error":{"message":"Slow down"}})",
                     "Retry-After: 20\r\n"),
            "error: the provider of the model \"chat\" limits the rate of requests (429); try "
            "again after 20 s; it says: Slow down");
  EXPECT_TRUE(answered("404 Not Found", "x").contains("check \"path\" and \"sourceModel\""));
  EXPECT_EQ(answered("500 Internal Server Error", ""),
            "error: the provider of the model \"chat\" answered 500 Internal Server Error without "
            "a body");
}

TEST_F(ModelServiceTest, NamesTheReasonWhenThereIsNoAnswer) {
  std::uint16_t port = 0;
  {
    TestServer server([](const std::string&, const auto& send) {
      send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
      return KeepConnection::kNo;
    });
    port = server.endpoint().port();
    EXPECT_EQ(invoke(manifest_with(server.url()), "chat"),
              fmt::format("error: the model \"chat\" did not answer: 127.0.0.1 port {} closed the "
                          "connection before the answer was complete",
                          port));
  }
  EXPECT_EQ(invoke(manifest_with(fmt::format("http://127.0.0.1:{}/", port)), "chat"),
            fmt::format("error: the model \"chat\" did not answer: cannot connect to 127.0.0.1 "
                        "port {}: connection refused",
                        port));
  TestServer hanging([](const auto&, const auto&) {
    std::this_thread::sleep_for(500ms);
    return KeepConnection::kNo;
  });
  auto manifest = manifest_with(hanging.url());
  manifest.models[0].policy.timeouts.first_byte = 100ms;
  EXPECT_TRUE(invoke(manifest, "chat")
                  .ends_with("sent nothing for 100 ms (the first-byte limit); raise "
                             "models.chat.timeouts.firstByteMs in modus.json"));
}

TEST(CleanTextTest, RemovesZeroBytesAndInvalidUtf8Only) {
  EXPECT_EQ(clean_text(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(clean_text("\xf0\x9f\x98\x80\xed\x9f\xbf\xf4\x8f\xbf\xbf"),
            "\xf0\x9f\x98\x80\xed\x9f\xbf\xf4\x8f\xbf\xbf");
  EXPECT_EQ(clean_text("x\xed\xa0\x80\xc0\xaf\xf5\x80\xe4\xbd"), "x");
}

}  // namespace
}  // namespace modus::models
