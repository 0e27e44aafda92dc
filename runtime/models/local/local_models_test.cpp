// SPDX-License-Identifier: Apache-2.0
// With the real llama-server and real models: MODUS_LLAMA_SERVER names the folder or the program,
// MODUS_TEST_MODEL and MODUS_TEST_EMBEDDINGS_MODEL the .gguf files. Without them these tests are
// skipped.
#include "runtime/models/local/local_models.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "runtime/json/json.h"
#include "runtime/models/formats/formats.h"
#include "runtime/models/local/test_gguf.h"
#include "runtime/models/test_loop.h"

namespace modus::models::local {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string line;
    std::getline(file, line);
    const auto end = line.rfind(") ");
    if (end == std::string::npos || line.size() < end + 5) continue;
    if (std::stol(line.substr(end + 4)) == ::getpid() && line[end + 2] != 'Z')
      found.push_back(std::stoi(name));
  }
  return found;
}

std::string chat(int max_tokens) {
  return fmt::format(R"({{"messages":[{{"role":"user","content":"Tell a long story."}}],)"
                     R"("temperature":0,"max_tokens":{}}})",
                     max_tokens);
}

// More tokens than a quarter of the server's context.
std::string many_words() {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "word ";
  return text;
}

// A private place for sockets, so that what stays behind can be seen.
class LocalModelsTest : public ::testing::Test {
 protected:
  LocalModelsTest() {
    std::string pattern = "/tmp/modus-test-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    ::setenv("XDG_RUNTIME_DIR", folder_.c_str(), 1);
  }
  ~LocalModelsTest() override {
    ::unsetenv("XDG_RUNTIME_DIR");
    fs::remove_all(folder_);
  }

  void make_service(fs::path program, const std::string& model) {
    manifest_.models.push_back({"chat", model, "", "local", ""});
    manifest_.models.push_back({"embeddings", model, "", "local", "/v1/embeddings"});
    manifest_.models.push_back(
        {"topics", model, "", "local", "v1/classify", {"sports", "cooking", "politics"}});
    service_.emplace(
        ModelServiceOptions{.app_folder = "/",
                            .local = {.server = std::move(program), .models_folder = "/no"},
                            .http_limits = {},
                            .local_limits = {}},
        log_);
  }

  // A file that passes for a model.
  fs::path model_file() {
    const fs::path file = folder_ / "m.gguf";
    TestGguf().write_to(file);
    return file;
  }

  // A program that behaves like a server that cannot start.
  fs::path script(std::string_view text) {
    const fs::path file = folder_ / "program";
    std::ofstream(file) << "#!/bin/sh\n" << text;
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }

  TestCall call(int max_tokens, std::chrono::seconds time = 60s) {
    return {
        loop_, *service_, manifest_, environment_, "chat", chat(max_tokens), Deadline::after(time)};
  }

  fs::path folder_;
  Log log_{{.threshold = LogLevel::kNone}};
  TestLoop loop_;
  app::Manifest manifest_;
  app::Environment environment_{app::Environment::Variables{}};
  std::optional<ModelService> service_;
};

class RealLocalModelsTest : public LocalModelsTest {
 protected:
  explicit RealLocalModelsTest(const char* variable = "MODUS_TEST_MODEL") : variable_(variable) {}

  void SetUp() override {
    const char* server = ::getenv("MODUS_LLAMA_SERVER");
    const char* model = ::getenv(variable_);
    if (server == nullptr || model == nullptr)
      GTEST_SKIP() << "set MODUS_LLAMA_SERVER and " << variable_ << " to run this";
    const fs::path program =
        fs::is_directory(server) ? fs::path(server) / "llama-server" : fs::path(server);
    make_service(program, model);
  }

  std::string answer_to(std::string_view model, std::string body) {
    return TestCall(loop_, *service_, manifest_, environment_, model, std::move(body)).text();
  }

 private:
  const char* variable_;
};

class RealEmbeddingsTest : public RealLocalModelsTest {
 protected:
  RealEmbeddingsTest() : RealLocalModelsTest("MODUS_TEST_EMBEDDINGS_MODEL") {}

  std::string embeddings(std::string body) { return answer_to("embeddings", std::move(body)); }

  static std::vector<double> numbers(const json::Value& vector) {
    std::vector<double> result;
    for (const json::Value& number : vector.as_array()) result.push_back(number.as_double());
    return result;
  }
};

TEST_F(RealLocalModelsTest, AnswersInTheShapeOfAWholeCompletion) {
  auto first = call(8);
  const auto text = first.answer();
  ASSERT_TRUE(text) << text.error().describe();
  const auto parsed = json::parse(*text);
  ASSERT_TRUE(parsed) << *text;
  const json::Object& completion = parsed->get_object();
  EXPECT_EQ(json::find_string(completion, "object"), "chat.completion");
  EXPECT_EQ(json::find_string(completion, "model"),
            fs::path(::getenv("MODUS_TEST_MODEL")).stem().string());
  const json::Object& choice = json::find_array(completion, "choices")->at(0).get_object();
  EXPECT_EQ(json::find_string(choice, "finish_reason"), "length");
  EXPECT_FALSE(json::find_string(*json::find_object(choice, "message"), "content")->empty());
  EXPECT_EQ(json::find_object(completion, "usage")->at("completion_tokens"), 8);
}

TEST_F(RealLocalModelsTest, StreamsTheAnswerThatEndsIt) {
  std::string told;
  int pieces = 0;
  std::promise<Outcome> ended;
  ModelOperation operation;
  loop_.run([&] {
    operation = service_->stream(
        loop_.client, manifest_, environment_, "chat", chat(16), {.deadline = Deadline::after(60s)},
        [&](const Delta& delta) {
          told += delta.text;
          ++pieces;
        },
        [&](Outcome outcome) { ended.set_value(std::move(outcome)); });
  });
  const Outcome outcome = ended.get_future().get();
  loop_.run([&] { operation = {}; });
  ASSERT_TRUE(outcome.answer) << outcome.answer.error().describe();
  const auto whole = json::parse(*outcome.answer);
  ASSERT_TRUE(whole && whole->is_object()) << *outcome.answer;
  EXPECT_GT(pieces, 3);
  EXPECT_EQ(find_format("openai-chat")->text_of(whole->get_object()).value_or(""), told);
}

TEST_F(RealLocalModelsTest, ReturnsTheServersErrorBody) {
  auto too_long =
      TestCall(loop_, *service_, manifest_, environment_, "chat",
               fmt::format(R"({{"messages":[{{"role":"user","content":"{}"}}]}})", many_words()));
  const std::string text = too_long.text();
  EXPECT_TRUE(text.starts_with("{\"error\":")) << text;
  EXPECT_TRUE(text.contains("exceed_context_size_error")) << text;
}

TEST_F(RealLocalModelsTest, LosesTheAnswerWhenKilledAndAnswersAgain) {
  ASSERT_TRUE(call(1).answer());
  const auto servers = children();
  ASSERT_EQ(servers.size(), 1u);
  auto under_way = call(2000);
  std::this_thread::sleep_for(1s);  // the first words are out
  ASSERT_FALSE(under_way.answered_within(0ms));
  ASSERT_EQ(::kill(servers[0], SIGKILL), 0);
  auto next = call(4);
  EXPECT_EQ(under_way.text(),
            "error: the local model \"chat\" stopped while answering; it is being restarted");
  const auto again = next.answer();
  EXPECT_TRUE(again) << again.error().describe();
  EXPECT_NE(children(), servers);
}

TEST_F(RealLocalModelsTest, LeavesNothingBehind) {
  ASSERT_TRUE(call(1).answer());
  ASSERT_EQ(children().size(), 1u);
  ASSERT_FALSE(fs::is_empty(folder_));
  const auto started = std::chrono::steady_clock::now();
  {
    auto abandoned = call(2000);
    std::this_thread::sleep_for(100ms);
  }
  service_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, 4s);
  EXPECT_TRUE(children().empty());
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(RealLocalModelsTest, AnswersSeveralCallsAtATime) {
  auto one = call(16);
  auto two = call(16);
  auto three = call(16);
  for (TestCall* each : {&one, &two, &three}) EXPECT_TRUE(each->answer());
  EXPECT_EQ(children().size(), 1u);
}

TEST_F(RealLocalModelsTest, MakesNoEmbeddings) {
  EXPECT_EQ(answer_to("embeddings", R"({"input":"x"})"),
            fmt::format("error: the local model {} makes no embeddings; name one that does as "
                        "\"sourceModel\" in modus.json, such as \"all-minilm-l6-v2\", or change "
                        "the \"path\" to \"v1/chat/completions\"",
                        fs::path(::getenv("MODUS_TEST_MODEL")).filename().string()));
}

TEST_F(RealEmbeddingsTest, AnswersInTheShapeOfTheRequest) {
  const auto list = json::parse(embeddings(R"({"model":"m","input":["a","b c"]})"));
  ASSERT_TRUE(list);
  EXPECT_EQ(list->at("object"), "list");
  EXPECT_EQ(list->at("model"), "m");
  EXPECT_EQ(list->at("usage").at("prompt_tokens"), 3 + 4);
  ASSERT_EQ(list->at("data").as_array().size(), 2u);
  const auto vector = numbers(list->at_pointer("/data/1/embedding"));
  EXPECT_EQ(list->at_pointer("/data/1/index"), 1);
  EXPECT_EQ(vector.size(), 384u);
  double square = 0;
  for (const double x : vector) square += x * x;
  EXPECT_NEAR(square, 1, 1e-5);

  const auto predictions = json::parse(embeddings(R"({"instances":["a","b c"]})"));
  ASSERT_TRUE(predictions);
  EXPECT_EQ(numbers(predictions->at_pointer("/predictions/1")), vector);
  EXPECT_EQ(predictions->at("predictions").as_array().size(), 2u);
}

TEST_F(RealEmbeddingsTest, ClassifiesByTheNearestLabel) {
  const auto answer = json::parse(answer_to(
      "topics", R"({"instances":["The striker scored twice","Stir the soup and add salt"]})"));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->at("predictions").as_array().size(), 2u);
  EXPECT_EQ(answer->at_pointer("/predictions/0/label"), "sports");
  EXPECT_EQ(answer->at_pointer("/predictions/1/label"), "cooking");
  const json::Array& all = answer->at_pointer("/predictions/1/probabilities").as_array();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].at("label"), "politics");
  EXPECT_EQ(all[1].at("probability"), answer->at_pointer("/predictions/1/confidence"));
  double sum = 0;
  for (const json::Value& each : all) sum += each.at("probability").as_double();
  EXPECT_NEAR(sum, 1, 1e-9);
  for (const char* body : {"{}", R"({"instances":[]})", R"({"instances":[1]})", R"({"input":"a"})"})
    EXPECT_TRUE(answer_to("topics", body).contains("\"instances\" is a list of texts")) << body;
}

TEST_F(RealEmbeddingsTest, CutsWhatIsTooLong) {
  const std::string text = many_words();
  const auto cut = json::parse(embeddings(json::to_text(json::Object{{"input", text}})));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->at_pointer("/usage/prompt_tokens"), 256);
  const std::string as_long_as_can_be = text.substr(0, 254 * 5);
  const auto whole =
      json::parse(embeddings(json::to_text(json::Object{{"input", as_long_as_can_be}})));
  EXPECT_EQ(cut->at_pointer("/data/0/embedding"), whole->at_pointer("/data/0/embedding"));
}

TEST_F(RealEmbeddingsTest, SaysWhatIsWrongWithARequest) {
  EXPECT_EQ(embeddings("{"),
            "error: the input for the model is not JSON: line 1, column 2: incomplete JSON");
  EXPECT_EQ(embeddings("[]"), "error: the input for the model is not a JSON object");
  EXPECT_EQ(embeddings(R"({"input":"a","dimensions":64})"),
            "error: the local model \"embeddings\" makes vectors of 384 numbers, and no others; "
            "leave \"dimensions\" out of the request");
  EXPECT_FALSE(embeddings(R"({"input":"a","dimensions":384})").contains("error"));
  for (const char* body : {"{}", R"({"input":[]})", R"({"instances":[]})"}) {
    EXPECT_EQ(embeddings(body), "error: the input for the model \"embeddings\" holds no texts");
  }
  for (const char* body : {R"({"input":5})", R"({"instances":null})", R"({"input":[[-1]]})",
                           R"({"input":[999999]})"}) {
    EXPECT_TRUE(embeddings(body).starts_with("{\"error\":")) << body << embeddings(body);
  }
}

TEST_F(RealEmbeddingsTest, DoesNotChat) {
  const std::string text = answer_to("chat", chat(1));
  EXPECT_TRUE(text.contains("makes embeddings and cannot chat")) << text;
  EXPECT_TRUE(text.contains("\"v1/embeddings\"")) << text;
  EXPECT_TRUE(children().empty());
}

TEST_F(RealEmbeddingsTest, AnswersAgainAfterItWasKilled) {
  const std::string before = embeddings(R"({"input":"a"})");
  const auto servers = children();
  ASSERT_EQ(servers.size(), 1u);
  ASSERT_EQ(::kill(servers[0], SIGKILL), 0);
  EXPECT_EQ(embeddings(R"({"input":"a"})"), before);
  EXPECT_NE(children(), servers);
}

TEST_F(LocalModelsTest, QuotesTheLastWordsOfAServerThatDoesNotStart) {
  const auto model = model_file();
  make_service(script("echo loading; echo 'error: bad magic' >&2; exit 3\n"), model);
  EXPECT_EQ(call(1).text(),
            "error: the local model m.gguf did not start (exit code 3); its last words: loading | "
            "error: bad magic");
}

TEST_F(LocalModelsTest, WaitsUntilTheDeadlineForAServerThatNeverGetsReady) {
  const auto model = model_file();
  make_service(script("exec sleep 60\n"), model);
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(call(1, 1s).text(), "error: the local model \"chat\" was not ready in time");
  EXPECT_LT(std::chrono::steady_clock::now() - started, 3s);
  service_.reset();
  EXPECT_TRUE(children().empty());
}

TEST_F(LocalModelsTest, GivesTheChildNoSecretsAndNoDescriptors) {
  const auto model = model_file();
  ::setenv("MODUS_OPEN_AI_API_KEY", "sk-secret", 1);
  make_service(script("env | grep -c MODUS_; ls /proc/self/fd | wc -l; exit 1\n"), model);
  const std::string text = call(1).text();
  ::unsetenv("MODUS_OPEN_AI_API_KEY");
  EXPECT_TRUE(text.ends_with("its last words: 0 | 4")) << text;  // ls opens the folder itself
}

TEST_F(LocalModelsTest, KillsAServerThatIgnoresTheRequestToEnd) {
  const auto model = model_file();
  make_service(script("trap '' TERM; while :; do sleep 0.1; done\n"), model);
  {
    EXPECT_TRUE(call(1, 1s).text().contains("not ready in time"));
  }
  const auto started = std::chrono::steady_clock::now();
  service_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, 4s);
  EXPECT_TRUE(children().empty());
}

TEST_F(LocalModelsTest, SaysWhatToRunWhenTheProgramIsMissing) {
  const auto model = model_file();
  make_service("/no/llama-server", model);
  EXPECT_EQ(call(1).text(),
            "error: the program that runs local models is not there (/no/llama-server); run "
            "\"make setup\"");
}

}  // namespace
}  // namespace modus::models::local
