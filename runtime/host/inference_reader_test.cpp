// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/inference_reader.h"

#include <gtest/gtest.h>

#include <fstream>

#include "runtime/app/temporary_folder_for_test.h"
#include "runtime/models/kept_answer.h"
#include "runtime/store/history_file.h"
#include "runtime/store/history_query.h"

namespace modus::host {
namespace {

constexpr std::string_view kModels =
    R"("models": {"llm": {"connection": "local", "sourceModel": "x"},
                  "quiet": {"connection": "local", "sourceModel": "x", "history": {"off": true}}})";

class InferenceReaderTest : public ::testing::Test {
 protected:
  void use(std::string_view members) {
    auto manifest = app::Manifest::parse(fmt::format("{{{}{}}}", members, kModels));
    ASSERT_TRUE(manifest) << manifest.error().describe();
    reader_.use(std::make_shared<const HistoryPolicy>(
        std::make_shared<const app::Manifest>(*std::move(manifest)),
        app::Environment(app::Environment::Variables{{"MODUS_APP_KEY", "sesame"}}), app::Limits()));
  }

  // A call of a model, with all that a record of it refers to.
  struct Call {
    std::string model = "llm";
    std::string request = R"({"messages":[{"content":"open sesame"}]})";
    std::string answer = R"({"choices":[{"message":{"content":"no"}}]})";
    std::optional<Error> error = {};
    observe::TraceContext trace = {};
    std::vector<std::pair<std::string, std::string>> attributes = {};
  };

  // The records that are kept, the newest first.
  std::vector<store::Inference> kept(Call call) {
    call.attributes.insert(call.attributes.begin(), {{"model", call.model}, {"modelHash", "h"}});
    const types::Value arguments[] = {types::Value::string(call.model),
                                      types::Value::string(call.request)};
    const guest::ModuleInfo module{.plugin = "app"};
    reader_.read({.execution_id = "e1",
                  .root = "e0",
                  .trace = call.trace,
                  .sequence = 2,
                  .function = "say",
                  .module = module,
                  .call = "modus_models.invokeModel",
                  .arguments = arguments,
                  .result = types::Value::string(call.answer),
                  .error = call.error ? &*call.error : nullptr,
                  .started_at = std::chrono::system_clock::now(),
                  .duration = std::chrono::microseconds(1500),
                  .attributes = call.attributes});
    history_.flush();
    std::vector<store::Inference> found;
    auto connection = store::open_history(file_);
    if (!connection) return found;
    EXPECT_TRUE(
        store::for_each_inference(*connection, {.read_answer = models::read_answer},
                                  [&](const store::Inference& each) { found.push_back(each); }));
    return found;
  }

  std::string file_bytes() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }

  app::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "modus.db";
  Log log_{{.threshold = LogLevel::kNone}};
  store::InferenceHistory history_{{.file = file_}, log_};
  InferenceReader reader_{history_};
};

TEST_F(InferenceReaderTest, KeepsWhatTheAttributesTell) {
  use("");
  Call told{.attributes = {{"provider", "openai"},
                           {"providerModel", "gpt-4o"},
                           {"answeredBy", "other"},
                           {"finishReason", "stop"},
                           {"attempts", "3"},
                           {"streamed", "true"},
                           {"firstTokenUs", "700"},
                           {"inputTokens", "5"},
                           {"outputTokens", "6"},
                           {"cachedTokens", "4"},
                           {"costMicros", "12"}}};
  told.trace.trace_id.fill(std::byte{0xab});
  told.trace.span_id.fill(std::byte{1});
  const auto all = kept(std::move(told));
  ASSERT_EQ(all.size(), 1u);
  const store::Inference& inference = all[0];
  EXPECT_EQ(inference.provider + " " + inference.provider_model, "openai gpt-4o");
  EXPECT_EQ(inference.answered_by, "other");
  EXPECT_EQ(inference.finish_reason, "stop");
  EXPECT_EQ(inference.attempts, 3);
  EXPECT_EQ(inference.streamed, 1);
  EXPECT_EQ(inference.first_token_us, 700);
  EXPECT_EQ(inference.tokens_in, 5);
  EXPECT_EQ(inference.tokens_out, 6);
  EXPECT_EQ(inference.tokens_cached, 4);
  EXPECT_EQ(inference.cost_micros, 12);
  EXPECT_EQ(inference.answer, "no");
  EXPECT_EQ(inference.duration.count(), 1500);
  EXPECT_EQ(inference.trace_id, "abababababababababababababababab");
  EXPECT_EQ(inference.execution_id, "e1");
  EXPECT_EQ(inference.root_execution_id, "e0");
  EXPECT_EQ(inference.sequence, 2);
}

TEST_F(InferenceReaderTest, WritesNoSecrets) {
  use("");
  EXPECT_EQ(kept({})[0].input, R"({"messages":[{"content":"open {{MODUS_APP_KEY}}"}]})");
  EXPECT_TRUE(file_bytes().contains("open {{MODUS_APP_KEY}}"));
  EXPECT_FALSE(file_bytes().contains("sesame"));
}

TEST_F(InferenceReaderTest, RedactsChosenFields) {
  use(R"("history": {"redact": ["/messages/*/content", "/choices"]},)");
  const auto all = kept({});
  EXPECT_EQ(all[0].input, R"({"messages":[{"content":"[redacted]"}]})");
  EXPECT_EQ(all[0].output, R"({"choices":"[redacted]"})");
  EXPECT_EQ(all[0].answer, "");
  EXPECT_EQ(kept({.request = "no JSON: confidential"})[0].input, "[redacted]");
}

TEST_F(InferenceReaderTest, TakesAProvidersErrorForOne) {
  use("");
  EXPECT_EQ(kept({.answer = R"({"error":{"message":"overloaded"}})"})[0].error, "overloaded");
  EXPECT_EQ(kept({.error = Error(ErrorCode::kUnavailable, "sesame is away")})[0].error,
            "{{MODUS_APP_KEY}} is away");
}

TEST_F(InferenceReaderTest, KeepsNothingThatItMustNot) {
  EXPECT_FALSE(reader_.wants("modus_models.invokeModel"));  // nobody said what may be kept
  EXPECT_TRUE(kept({}).empty());
  use("");
  EXPECT_TRUE(reader_.wants("modus_models.invokeModel"));
  EXPECT_FALSE(reader_.wants("modus_models.getModelInfo"));
  EXPECT_TRUE(kept({.model = "quiet"}).empty());
  use(R"("history": {"off": true},)");
  EXPECT_FALSE(reader_.wants("modus_models.invokeModel"));
}

}  // namespace
}  // namespace modus::host
