// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/call_recorder.h"

#include <gtest/gtest.h>

#include "runtime/host/caller_for_test.h"
#include "runtime/replay/recorded_streams.h"

namespace modus::replay {
namespace {

using types::Member;
using types::Value;

const app::Redaction& secrets() {
  static const app::Redaction kSecrets(
      app::Environment(app::Environment::Variables{{"MODUS_APP_KEY", "sesame"}}));
  return kSecrets;
}

void hear(CallRecorder& recorder, std::string_view name, std::vector<Value> arguments,
          const Result<Value>& answer) {
  static Loop loop;
  static host::TestCaller caller(loop);
  functions::HostRequest request{
      .caller = &caller, .name = name, .arguments = std::move(arguments), .sequence = 3};
  recorder.ended(request, answer);
}

void hear_piece(CallRecorder& recorder, std::int64_t kind, std::string_view text) {
  const Member members[] = {
      {"kind", Value::integer(kind)}, {"index", Value::integer(0)}, {"text", Value::string(text)}};
  hear(recorder, kPieceCall, {Value::integer(1)}, Value::object(members));
}

TEST(CallRecorder, WritesDownWhatAReplayNeeds) {
  CallRecorder recorder(secrets());
  hear(recorder, "modus_system.logMessage", {Value::string("info")}, Value::null());
  hear(recorder, kSecretCall, {Value::string("KEY")}, Value::string("sesame"));
  hear(recorder, "modus_models.getModelInfo", {Value::string("other")}, Value::null());
  EXPECT_TRUE(recorder.models().empty());
  hear(recorder, "modus_models.invokeModel", {Value::string("llm"), Value::string("open sesame")},
       Value::string("\"no\""));
  hear(recorder, "modus_http_client.fetch", {},
       Result<Value>(std::unexpected(Error(ErrorCode::kUnavailable, "sesame is away"))));
  EXPECT_TRUE(recorder.models().contains("llm"));
  EXPECT_EQ(to_json(without_secrets(recorder.calls(), secrets())),
            R"([{"call":"modus_models.getModelInfo","arguments":["other"],"result":null},)"
            R"({"call":"modus_models.invokeModel","arguments":["llm","open {{MODUS_APP_KEY}}"],)"
            R"("result":"\"no\""},{"call":"modus_http_client.fetch","arguments":[],)"
            R"("error":{"code":"UNAVAILABLE","message":"{{MODUS_APP_KEY}} is away"}}])");
}

TEST(CallRecorder, KeepsNothingOfTooMuch) {
  CallRecorder recorder(secrets(), ModelCalls::kWhole, 1000);
  hear(recorder, "modus_models.invokeModel", {Value::string("llm")}, Value::string("short"));
  EXPECT_FALSE(recorder.is_too_large());
  hear(recorder, "modus_http_client.fetch", {}, Value::string(std::string(2000, 'x')));
  EXPECT_TRUE(recorder.is_too_large());
  EXPECT_TRUE(recorder.calls().empty());
  EXPECT_TRUE(recorder.models().contains("llm"));
}

TEST(CallRecorder, NamesTheInferencesThatTheHistoryKeeps) {
  CallRecorder recorder(secrets(), ModelCalls::kByNumber);
  recorder.name("execution");
  const std::vector<Value> arguments{Value::string("llm"), Value::string("{}")};
  hear(recorder, kInvokeCall, arguments, Value::string("\"yes\""));
  hear(recorder, kInvokeCall, arguments,
       Result<Value>(std::unexpected(Error(ErrorCode::kUnavailable, "no"))));
  EXPECT_EQ(to_json(recorder.calls()),
            R"([{"call":"modus_models.invokeModel","inference":3},)"
            R"({"call":"modus_models.invokeModel","arguments":["llm","{}"],)"
            R"("error":{"code":"UNAVAILABLE","message":"no"}}])");
  EXPECT_EQ(to_json(*read_calls(to_json(recorder.calls()))), to_json(recorder.calls()));
}

TEST(CallRecorder, WritesDownWhatCalledModulesAskThemselves) {
  CallRecorder recorder(secrets(), ModelCalls::kByNumber);
  recorder.name("the caller's execution");
  hear(recorder, "modus/writer.write", {}, Value::string("yes"));
  hear(recorder, kInvokeCall, {Value::string("llm"), Value::string("{}")}, Value::string("yes"));
  EXPECT_EQ(to_json(recorder.calls()),
            R"([{"call":"modus_models.invokeModel","arguments":["llm","{}"],"result":"yes"}])");
}

TEST(CallRecorder, LeavesNoSecretInBytesOrTextsInTexts) {
  const app::Redaction quoted(
      app::Environment(app::Environment::Variables{{"MODUS_APP_KEY", "a\"secret\\one"}}));
  CallRecorder recorder(quoted);
  hear(recorder, "modus_http_client.fetch", {Value::string("\xff a\"secret\\one")},
       Value::string(R"({"key":"a\"secret\\one"})"));
  const RecordedCalls calls = without_secrets(recorder.calls(), quoted);
  EXPECT_EQ(calls[0].arguments, R"([{"$bytes":"/yB7e01PRFVTX0FQUF9LRVl9fQ=="}])");
  EXPECT_EQ(calls[0].result, R"("{\"key\":\"{{MODUS_APP_KEY}}\"}")");
}

TEST(CallRecorder, FindsASecretThatPiecesHoldOnlyTogether) {
  CallRecorder recorder(secrets());
  for (const char* text : {"open ses", "am", "e!"}) hear_piece(recorder, 0, text);
  hear_piece(recorder, 1, "ses");
  hear_piece(recorder, 3, "{\"whole\":\"open sesame!\"}");
  const RecordedCalls calls = without_secrets(recorder.calls(), secrets());
  ASSERT_EQ(calls.size(), 5u);
  EXPECT_EQ(calls[0].result, R"({"kind":0,"index":0,"text":"open {{MODUS_APP_KEY}}!"})");
  EXPECT_EQ(calls[1].result, R"({"kind":0,"index":0,"text":""})");
  EXPECT_EQ(calls[3].result, R"({"kind":1,"index":0,"text":"ses"})");
  EXPECT_EQ(calls[4].result,
            R"({"kind":3,"index":0,"text":"{\"whole\":\"open {{MODUS_APP_KEY}}!\"}"})");
}

}  // namespace
}  // namespace modus::replay
