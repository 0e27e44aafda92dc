// SPDX-License-Identifier: Apache-2.0
// Functions of the packed ABI, from the query to the answer.
#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"
#include "runtime/serve/calls/function_resolver.h"

namespace modus::serve {
namespace {

using guest::bed;

// `sayHello` greets, `people` gives what stands at 256, `fail` fails, `countdown` pushes its
// argument down to 1, and `shout` asks the host.
constexpr std::string_view kFunctions = R"(
  (data (i32.const 64) "\01\09\00\00\00not today")
  (data (i32.const 128) "Hello, ")
  (data (i32.const 256) "\00\01\02\00\00\00"
    "\01\03\00\00\00Ada\01\24\00\01\01\00\00\00\01\00\00\00a\07\00\00\00"
    "\00")
  (func (export "sayHello") (param $length i32) (result i64) (local $at i32)
    (local.set $at (call $allocate (i32.add (local.get $length) (i32.const 8))))
    (call $take (i32.add (local.get $at) (i32.const 8)))
    (i32.store offset=1 (local.get $at) (i32.add (i32.load offset=8 (local.get $at)) (i32.const 7)))
    (memory.copy (i32.add (local.get $at) (i32.const 5)) (i32.const 128) (i32.const 7))
    (call $answer (local.get $at) (i32.add (local.get $length) (i32.const 8))))
  (func (export "people") (param i32) (result i64)
    (call $answer (i32.const 256) (i32.const 32)))
  (func (export "fail") (param i32) (result i64) (call $answer (i32.const 64) (i32.const 14)))
  (func (export "countdown") (param i32) (result i64) (local $value i32)
    (call $take (i32.const 512))
    (local.set $value (i32.load (i32.const 512)))
    (block $end (loop $next
      (br_if $end (i32.eqz (local.get $value)))
      (i32.store (i32.const 512) (local.get $value))
      (br_if $end (i32.eqz (call $push (i32.const 512) (i32.const 4))))
      (local.set $value (i32.sub (local.get $value) (i32.const 1)))
      (br $next)))
    (call $answer (i32.const 64) (i32.mul (i32.const 14) (i32.eqz (i32.eqz (local.get $value))))))
  (func (export "shout") (param $length i32) (result i64) (local $at i32)
    (local.set $at (call $allocate (local.get $length)))
    (call $take (local.get $at))
    (local.set $length (call $upper (local.get $at) (local.get $length)))
    (if (i32.eq (local.get $length) (i32.const -1))
      (then (return (call $answer (i32.const 64) (i32.const 14)))))
    (local.set $at (call $allocate (i32.add (local.get $length) (i32.const 1))))
    (call $take (i32.add (local.get $at) (i32.const 1)))
    (call $answer (local.get $at) (i32.add (local.get $length) (i32.const 1)))))";

// Answers in upper case, later; an empty text fails.
class UpperCase final : public functions::Host {
 public:
  bool provides(std::string_view name) const override { return name == "modus_x.upper"; }
  void call(std::shared_ptr<functions::HostRequest> request) override {
    bed().loop().post([request] {
      std::string text(request->arguments.at(0).as_string());
      for (char& c : text) c = static_cast<char>(std::toupper(c));
      auto done = std::move(request->done);
      if (text.empty()) return done(fail(ErrorCode::kNotFound, "nothing to shout"));
      done(types::Value::string(types::copy_text(request->arena, text)));
    });
  }
};

guest::packed::TestGuest guest() {
  constexpr std::string_view kText = R"({"parameters":[{"name":"text","type":"string"}],
    "results":[{"type":"string"}]})";
  return {.exports = fmt::format(R"({{
        "sayHello":{{"parameters":[{{"name":"name","type":"string","default":"World"}}],
                     "results":[{{"type":"string"}}]}},
        "people":{{"results":[{{"type":"[]*shop.Person"}}]}},
        "fail":{{"results":[{{"type":"*string"}}]}},
        "countdown":{{"parameters":[{{"name":"from","type":"int"}}],
                      "results":[{{"type":"stream<int>"}}]}},
        "f":{{"parameters":[{{"name":"a","type":"any"}},{{"name":"b","type":"[2]int8"}}],
              "results":[{{"type":"any"}},{{"type":"[2]int8","name":"both"}}]}},
        "shout":{0}}})",
                                 kText),
          .imports = fmt::format(R"({{"modus_x.upper":{}}})", kText),
          .types = R"({"shop.Person":{"fields":[{"name":"name","type":"string"},
        {"name":"age","type":"*uint16"},{"name":"scores","type":"map[string]int"}]}})",
          .functions = std::string(kFunctions),
          .imported = R"((import "modus_streams" "push" (func $push (param i32 i32) (result i32)))
        (import "modus_x" "upper" (func $upper (param i32 i32) (result i32))))",
          .sdk = "modus-sdk-go@0.18.0"};
}

std::shared_ptr<const AppVersion> app() {
  auto version = std::make_shared<AppVersion>();
  version->modules = functions::ModuleSet::of(
      functions::FunctionTable::load(bed().engine(), guest::packed::build(guest()),
                                     std::make_shared<UpperCase>())
          .value());
  auto document = make_schema(*version->modules).value();
  for (const auto& field : document.fields.shown) {
    version->fields.emplace(std::pair(field.root, field.name),
                            functions::FunctionPlace{field.module, field.function});
  }
  version->endpoints.push_back({.declared = {},
                                .graphql = graphql::Engine::create(document.text).value(),
                                .trusted = nullptr});
  return version;
}

class PackedFunctions : public testing::Test {
 protected:
  graphql::Engine& engine() { return *version_->endpoints.front().graphql; }
  static std::string without_extensions(std::string response) {
    return response.substr(0, response.find(R"(,"extensions")"));
  }
  std::string ask(std::string_view query) {
    auto operation = engine().prepare({query});
    if (!operation) return operation.error().body;
    std::optional<std::string> body;
    engine().execute(*std::move(operation), resolver_,
                     [&](graphql::Response response) { body = std::move(response.body); });
    EXPECT_TRUE(bed().run_until([&] { return body.has_value(); }));
    return without_extensions(body.value_or(""));
  }
  std::string next(graphql::ResponseStream& stream) {
    std::optional<std::string> answer;
    stream.next([&](std::optional<std::string> response) { answer = response.value_or("end"); });
    EXPECT_TRUE(bed().run_until([&] { return answer.has_value(); }));
    return without_extensions(answer.value_or(""));
  }

  Log log_{{.threshold = LogLevel::kError}};
  functions::Admission admission_{{.limit = 10, .max_waiting = 0}};
  const std::shared_ptr<const AppVersion> version_ = app();
  FunctionResolver resolver_{
      bed().loop(), admission_,      version_, {}, {}, FunctionResolver::Usage::kHidden,
      log_,         LogLevel::kDebug};
};

TEST_F(PackedFunctions, Answer) {
  EXPECT_EQ(ask(R"({ sayHello(name: "Ada") })"), R"({"data":{"sayHello":"Hello, Ada"})");
  EXPECT_EQ(ask("{ sayHello }"), R"({"data":{"sayHello":"Hello, World"})");
}

TEST_F(PackedFunctions, ShowWhatIsSelected) {
  EXPECT_EQ(
      ask("{ people { name age scores { key value } } }"),
      R"({"data":{"people":[{"name":"Ada","age":36,"scores":[{"key":"a","value":7}]},null]})");
  EXPECT_EQ(ask("{ people { scores { v: value } n: name __typename } }"),
            R"({"data":{"people":[{"scores":[{"v":7}],"n":"Ada","__typename":"Person"},null]})");
}

TEST_F(PackedFunctions, GiveSeveralResultsAndAnyJson) {
  EXPECT_EQ(ask("{ f(a: {k: [1, null]}, b: [1]) { both item1 } }"),
            R"({"data":{"f":{"both":[1,0],"item1":{"k":[1,null]}}})");
  EXPECT_NE(ask("{ f(a: 1, b: [1, 2, 3]) { both } }")
                .find("function parameter 'b' is invalid: 3 items are too many for an array of 2"),
            std::string::npos);
}

TEST_F(PackedFunctions, FailWithTheirOwnText) {
  EXPECT_EQ(ask("{ fail }"),
            R"({"errors":[{"message":"not today","path":["fail"]}],"data":{"fail":null})");
}

TEST_F(PackedFunctions, CallTheHost) {
  EXPECT_EQ(ask(R"({ shout(text: "hey") })"), R"({"data":{"shout":"HEY"})");
  EXPECT_NE(ask(R"({ shout(text: "") })").find(R"("message":"not today","path":["shout"])"),
            std::string::npos);
}

TEST_F(PackedFunctions, Stream) {
  const auto stream =
      engine()
          .stream(engine().prepare({"subscription { countdown(from: 2) }"}).value(), resolver_)
          .value();
  EXPECT_EQ(next(*stream), R"({"data":{"countdown":2})");
  EXPECT_EQ(next(*stream), R"({"data":{"countdown":1})");
  EXPECT_EQ(next(*stream), "end");
}

}  // namespace
}  // namespace modus::serve
