// SPDX-License-Identifier: Apache-2.0
// Modules and calls of the packed function ABI (docs/function-abi.md).
#include "runtime/guest/packed/convention.h"

#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"
#include "runtime/types/value_json.h"

namespace modus::guest::packed {
namespace {

using types::Kind;
using types::Value;

std::string error_of(const TestGuest& guest) {
  const auto module = bed().engine().compile(build(guest));
  if (!module) return module.error().describe();
  const auto convention = guest::make_convention(**module);
  if (convention) return "";
  EXPECT_EQ(convention.error().code(), ErrorCode::kCorrupt);
  return convention.error().message();
}

// --- modules ---

TEST(PackedModule, IsKnownByItsAbi) {
  const Runner run(echo("int", "{}", "modus-sdk-go@0.18.0"));
  EXPECT_EQ(run.convention().info().sdk, "modus-sdk-go");
  EXPECT_EQ(run.convention().info().plugin, "app");
  TestGuest newer = echo("i32");
  newer.abi = "packed/2";
  EXPECT_EQ(error_of(newer),
            "the module holds to the function ABI \"packed/2\", and this runtime knows only "
            "\"packed/1\"; use the runtime that belongs to the SDK, or rebuild the app with "
            "\"modus build\"");
}

TEST(PackedModule, IsComparedWithItsMetadata) {
  TestGuest guest = echo("i32");
  guest.exports = R"({"absent":{}})";
  EXPECT_NE(error_of(guest).find("a function 'absent' that the module does not export"),
            std::string::npos);
  guest.exports = R"({"wrong":{}})";
  guest.functions = R"((func (export "wrong") (param i32) (result i32) (i32.const 0)))";
  EXPECT_NE(error_of(guest).find("'wrong' does not have the type (i32) -> i64"), std::string::npos);
}

TEST(PackedTypes, BecomeTheNeutralOnes) {
  const Runner run(echo("map[string][]*example.com/shop.Item",
                        R"({"example.com/shop.Item":{"fields":[
                           {"name":"sold","type":"*time.Time"},
                           {"name":"kind","type":"shop.Kind"}],"docs":{"lines":["For sale."]}},
                           "shop.Kind":{}})",
                        "modus-sdk-go@0.18.0"));
  const types::Type& map = run.convention().exports()[0].results[0].type->required();
  EXPECT_EQ(map.kind, Kind::kMap);
  EXPECT_EQ(map.key->kind, Kind::kString);
  const types::Type& list = map.element->required();
  EXPECT_EQ(list.kind, Kind::kList);
  const types::Type& item = list.element->required();
  EXPECT_EQ(item.kind, Kind::kRecord);
  EXPECT_EQ(item.short_name, "Item");
  EXPECT_EQ(item.docs, std::vector<std::string>{"For sale."});
  EXPECT_EQ(item.fields[0].type->element->kind, Kind::kTimestamp);
  EXPECT_EQ(item.fields[1].type->kind, Kind::kOpaque);
  EXPECT_EQ(item.fields[1].type->short_name, "Kind");
}

TEST(PackedTypes, MayReferToThemselves) {
  const Runner run(echo("tree::Node", R"({"tree::Node":{"fields":[
    {"name":"children","type":"list<tree::Node>"}]}})"));
  const types::Type& node = *run.convention().exports()[0].results[0].type;
  EXPECT_EQ(node.short_name, "Node");
  EXPECT_EQ(node.fields[0].type->element, &node);
}

TEST(PackedTypes, ThatCannotBeAreRefused) {
  const auto error = [](std::string_view type, std::string_view types = "{}",
                        std::string_view sdk = "modus-sdk-test") {
    std::string message = error_of(echo(type, types, sdk));
    const std::string_view front = "function 'f': ";
    return message.starts_with(front) ? message.substr(front.size()) : message;
  };
  EXPECT_EQ(error("a.R"), "type 'a.R' is not described in the module's metadata");
  EXPECT_EQ(error("chan int", "{}", "modus-sdk-go"),
            "type 'chan int' is not described in the module's metadata");
  EXPECT_EQ(error(""), "'' is no name of a type");
  EXPECT_EQ(error("array<i32>"), "'array<i32>' is no name of a type");
  EXPECT_EQ(error("array<i32, x>"), "'array<i32, x>' is no name of a type");
  EXPECT_EQ(error("array<i32, 16777217>"), "'array<i32, 16777217>' is no name of a type");
  EXPECT_EQ(error("map<i32>"), "'map<i32>' is no name of a type");
  EXPECT_EQ(error("[x]int", "{}", "modus-sdk-go"), "'[x]int' is no name of a type");
  EXPECT_EQ(error("[2", "{}", "modus-sdk-go"), "'[2' is no name of a type");
  EXPECT_EQ(error("map[int", "{}", "modus-sdk-go"), "'map[int' is no name of a type");
  EXPECT_EQ(error("array<array<f64, 16777216>, 3>"),
            "a value of type 'array<array<f64, 16777216>, 3>' takes more than 256 MB");
  EXPECT_EQ(error("a.R", R"({"a.R":{"fields":[{"name":"r","type":"a.R"}]}})"),
            "type 'a.R' contains itself, so that no value can exist");
  EXPECT_EQ(error("list<a.R>", R"({"a.R":{"fields":[]}})"),
            "type 'list<a.R>' has elements that take no bytes");
  EXPECT_EQ(error("map<list<map<i8,i8>>,i8>"),
            "type 'map<list<map<i8,i8>>,i8>' has a map within "
            "its keys");
  EXPECT_EQ(error("a.R", R"({"a.R":{"fields":[{"name":"x","type":"a.S"}]}})"),
            "field 'x' of 'a.R': type 'a.S' is not described in the module's metadata");
  std::string deep = "i8";
  for (int i = 0; i < 40; ++i) deep = "list<" + deep + ">";
  EXPECT_EQ(error(deep), "a type is nested too deep");
}

TEST(PackedTypes, OfLongChainsAreNoTrouble) {
  std::string types;
  constexpr int kCount = 5'000;
  for (int i = 0; i < kCount; ++i) {
    types +=
        fmt::format(R"("a.R{}":{{"fields":[{{"name":"n","type":"list<a.R{}>"}}]}},)", i, i + 1);
  }
  types += fmt::format(R"("a.R{}":{{"fields":[{{"name":"n","type":"i8"}}]}})", kCount);
  EXPECT_EQ(error_of(echo("a.R0", "{" + types + "}")), "");
  types.clear();
  for (int i = 0; i < kCount; ++i) {
    types += fmt::format(R"("a.R{}":{{"fields":[{{"name":"n","type":"a.R{}"}}]}},)", i, i + 1);
  }
  types += fmt::format(R"("a.R{}":{{"fields":[{{"name":"n","type":"i8"}}]}})", kCount);
  EXPECT_NE(error_of(echo("a.R0", "{" + types + "}")).find("is nested too deep"),
            std::string::npos);
}

TEST(PackedStreams, AreOnlyWholeResults) {
  const auto error = [](std::string_view signature) {
    TestGuest guest;
    guest.exports = fmt::format(R"({{"f":{}}})", signature);
    return error_of(guest);
  };
  EXPECT_EQ(error(R"({"results":[{"type":"stream<i32>"}]})"), "");
  for (const std::string_view signature :
       {R"({"parameters":[{"name":"x","type":"stream<i32>"}]})",
        R"({"results":[{"type":"stream<i32>?"}]})",
        R"({"results":[{"type":"i32"},{"type":"stream<i32>"}]})"}) {
    EXPECT_NE(error(signature).find("a stream can only be the"), std::string::npos) << signature;
  }
}

// --- calls ---

// A function that answers with a constant block.
TestGuest answering(std::string_view results, std::string_view block, std::size_t length) {
  return {.exports = fmt::format(R"({{"g":{{"results":{}}}}})", results),
          .functions = fmt::format(R"((data (i32.const 64) "{}")
            (func (export "g") (param i32) (result i64) (call $answer (i32.const 64)
              (i32.const {}))))",
                                   block, length)};
}

TEST(PackedCall, GivesNothingOneOrSeveralResults) {
  EXPECT_EQ(Runner(answering("[]", "", 0), "g")("[]"), "null");
  EXPECT_EQ(Runner(answering("[]", "\\00", 1), "g")("[]"), "null");
  EXPECT_EQ(Runner(answering(R"([{"type":"i8"}])", "\\00\\07", 2), "g")("[]"), "7");
  EXPECT_EQ(Runner(answering(R"([{"type":"i8"},{"type":"bool","name":"ok"}])", "\\00\\07\\01", 3),
                   "g")("[]"),
            R"({"item1":7,"ok":true})");
}

TEST(PackedCall, FailsWithTheFunctionsOwnText) {
  Runner run(answering(R"([{"type":"i8"}])", "\\01\\04\\00\\00\\00no\\ff.", 9), "g");
  EXPECT_EQ(run("[]"), "no\uFFFD.");
  EXPECT_EQ(Runner(answering("[]", "\\01\\00\\00\\00\\00", 5), "g")("[]"), "the function failed");
  EXPECT_EQ(Runner(answering("[]", "\\01\\09\\00\\00\\00", 5), "g")("[]"),
            "the function failed, and its message is damaged");
  EXPECT_EQ(Runner(answering("[]", "\\01", 1), "g")("[]"),
            "the function failed, and its message is damaged");
}

TEST(PackedCall, RefusesDamagedAnswers) {
  const std::string_view i8 = R"([{"type":"i8"}])";
  EXPECT_EQ(Runner(answering(i8, "\\02\\07", 2), "g")("[]"),
            "the answer is damaged: it begins with 2, not with 0 or 1");
  EXPECT_EQ(Runner(answering(i8, "", 0), "g")("[]"),
            "the value is damaged: it ends within a value");
  EXPECT_EQ(Runner(answering(i8, "\\00\\07\\07", 3), "g")("[]"),
            "the value is damaged: 1 bytes follow it");
  EXPECT_EQ(Runner(answering("[]", "\\00\\07", 2), "g")("[]"),
            "the answer is damaged: the function has no result");
  EXPECT_NE(Runner(answering(i8, "\\00\\07", 300'000), "g")("[]").find("do not lie within"),
            std::string::npos);
}

TEST(PackedCall, TakesDefaultsForAbsentArguments) {
  TestGuest guest;
  guest.exports = R"({"f":{"parameters":[{"name":"a","type":"i8"},
    {"name":"b","type":"string","default":"x"},{"name":"c","type":"i8?"}],
    "results":[{"type":"i8"},{"type":"string"},{"type":"i8?"}]}})";
  Runner run(guest);
  EXPECT_EQ(run("[1]"), R"({"item1":1,"item2":"x","item3":null})");
  EXPECT_EQ(run(R"([1,"y",2])"), R"({"item1":1,"item2":"y","item3":2})");
  EXPECT_EQ(run("[]"),
            "function parameter 'a' is invalid: expected a value of type i8, got nothing");
}

// --- host functions ---

// Asks the host and answers with what it says; −1 becomes 255.
constexpr std::string_view kAsk = R"(
  (func (export "ask") (param $length i32) (result i64) (local $block i32) (local $result i32)
    (local.set $block (call $allocate (local.get $length)))
    (if (local.get $length) (then (call $take (local.get $block))))
    (local.set $result (call $host (local.get $block) (local.get $length)))
    (if (i32.lt_s (local.get $result) (i32.const 0)) (then
      (i32.store (i32.const 64) (i32.const 0xff00)) (return (call $answer (i32.const 64)
        (i32.const 2)))))
    (local.set $block (call $allocate (i32.add (local.get $result) (i32.const 1))))
    (if (local.get $result) (then (call $take (i32.add (local.get $block) (i32.const 1)))))
    (call $answer (local.get $block) (i32.add (local.get $result) (i32.const 1)))))";

TestGuest asking(std::string_view parameters, std::string_view results) {
  TestGuest guest;
  guest.exports = fmt::format(R"({{"ask":{{"parameters":{},"results":{}}}}})", parameters, results);
  guest.imports =
      fmt::format(R"({{"modus_x.tell":{{"parameters":{},"results":{}}}}})", parameters, results);
  guest.functions = kAsk;
  guest.imported = R"((import "modus_x" "tell" (func $host (param i32 i32) (result i32))))";
  return guest;
}

// A host that notes what it is asked and answers with that JSON.
class Host {
 public:
  explicit Host(const TestGuest& guest, std::string_view function = "ask")
      : run_(guest, function, [this](auto, auto, const auto&) {
          return [this](sandbox::HostCall call) { answer(std::move(call)); };
        }) {}

  std::string operator()(std::string_view arguments, std::string_view result) {
    result_ = result;
    return run_(arguments);
  }
  const std::string& asked() const { return asked_; }

 private:
  void answer(sandbox::HostCall call) {
    types::Arena arena;
    const auto arguments =
        run_.convention().lift_host_arguments(call.instance(), 0, call.arguments(), arena);
    if (!arguments) {
      return call.finish([error = arguments.error()](sandbox::Instance&) {
        return Result<std::optional<sandbox::WasmValue>>(std::unexpected(error));
      });
    }
    json::Writer writer;
    types::write_json(writer, Value::list(*arguments));
    asked_ = writer.take();
    call.finish([this](sandbox::Instance& instance) {
      types::Arena inner;
      return run_.convention().lower_host_result(instance, 0, value_of(result_, inner));
    });
  }

  std::string result_;
  std::string asked_;
  Runner run_;
};

TEST(PackedHostCall, PassesArgumentsAndResults) {
  TestGuest guest = asking(R"([{"name":"names","type":"list<string?>"},{"name":"any","type":"json"},
    {"name":"raw","type":"bytes"},{"name":"at","type":"timestamp"}])",
                           R"([{"type":"x.Reply"}])");
  guest.types = R"({"x.Reply":{"fields":[{"name":"statusText","type":"string"},
    {"name":"headers","type":"map<string,string>?"},{"name":"body","type":"bytes"}]}})";
  Host host(guest);
  EXPECT_EQ(host(R"([["a",null],{"k":[1]},"AAEC","2024-02-29T01:30:00.5+02:00"])",
                 R"({"StatusText":"OK","HEADERS":[{"key":"k","value":"v"}],"body":"a b"})"),
            R"({"statusText":"OK","headers":[{"key":"k","value":"v"}],"body":"YSBi"})");
  EXPECT_EQ(host.asked(),
            R"([["a",null],{"k":[1]},"\u0000\u0001\u0002","2024-02-29T01:30:00.5+02:00"])");
}

TEST(PackedHostCall, GivesMinusOneForNull) {
  Host text(asking("[]", R"([{"type":"i8"}])"));
  EXPECT_EQ(text("[]", "5"), "5");
  EXPECT_EQ(text("[]", "null"), "-1");
  Host nullable(asking("[]", R"([{"type":"i8?"}])"));
  EXPECT_EQ(nullable("[]", "5"), "5");
  Host nothing(asking("[]", "[]"));
  EXPECT_EQ(nothing("[]", "null"), "null") << "it has no result that could be null";
}

TEST(PackedHostCall, TextIsMended) {
  TestGuest guest = asking(R"([{"name":"x","type":"string"}])", "[]");
  guest.functions = R"((data (i32.const 64) "\04\00\00\00a\ff\c3\a9")
    (func (export "ask") (param i32) (result i64)
      (drop (call $host (i32.const 64) (i32.const 8))) (i64.const 0)))";
  guest.exports = R"({"ask":{}})";
  Host host(guest);
  EXPECT_EQ(host("[]", "null"), "null");
  EXPECT_EQ(host.asked(), "[\"a\uFFFDé\"]");
}

TEST(PackedHostCall, RefusesDamagedArguments) {
  const auto error = [](std::string_view address, std::string_view length) {
    TestGuest guest = asking(R"([{"name":"x","type":"bool"}])", "[]");
    guest.exports = R"({"ask":{}})";
    guest.functions = fmt::format(R"((data (i32.const 64) "\01\02")
      (func (export "ask") (param i32) (result i64)
        (drop (call $host (i32.const {}) (i32.const {}))) (i64.const 0)))",
                                  address, length);
    return Host(guest)("[]", "null");
  };
  EXPECT_EQ(error("64", "1"), "null");
  EXPECT_EQ(error("65", "1"),
            "argument 'x' of modus_x.tell: the value is damaged: 2 where 0 or 1 must stand");
  EXPECT_EQ(error("64", "0"),
            "argument 'x' of modus_x.tell: the value is damaged: it ends within a value");
  EXPECT_EQ(error("64", "2"),
            "the arguments of modus_x.tell: the value is damaged: 1 bytes follow it");
  EXPECT_NE(error("-1", "2").find("do not lie within"), std::string::npos);
}

TEST(PackedHostCall, WantsEachBlockTakenFirst) {
  TestGuest guest = asking(R"([{"name":"x","type":"i8"}])", R"([{"type":"i8"}])");
  guest.functions = R"((func (export "ask") (param i32) (result i64)
    (drop (call $host (i32.const 64) (i32.const 1))) (i64.const 0)))";
  EXPECT_EQ(Host(guest)("[1]", "1"),
            "the guest calls modus_x.tell before it has taken what it was given; see \"Taking\" in "
            "the function ABI");
  guest.exports = R"({"ask":{"parameters":[{"name":"x","type":"i8"}]}})";
  guest.functions = R"((func (export "ask") (param i32) (result i64)
    (call $take (i32.const 64)) (call $take (i32.const 64)) (i64.const 0)))";
  EXPECT_EQ(Host(guest)("[1]", "1"), "the guest called modus_abi.take though nothing waits for it");
}

TEST(PackedHostCall, HasOneTypeOfImports) {
  TestGuest guest = asking("[]", "[]");
  guest.imported = R"((import "modus_x" "tell" (func $host (param i32) (result i32))))";
  guest.functions = R"((func (export "ask") (param i32) (result i64)
    (drop (call $host (i32.const 64))) (i64.const 0)))";
  EXPECT_EQ(Host(guest)("[]", "null"),
            "the import 'modus_x.tell' does not have the type (i32, i32) -> i32 of the packed "
            "function ABI");
}

// --- streams ---

TEST(PackedStream, GivesWhatIsPushed) {
  TestGuest guest;
  guest.exports = R"({"g":{"results":[{"type":"stream<string?>"}]}})";
  guest.functions = R"((data (i32.const 64) "\01\02\00\00\00hi\00")
    (func (export "g") (param i32) (result i64)
      (drop (call $push (i32.const 64) (i32.const 7)))
      (drop (call $push (i32.const 71) (i32.const 1)))
      (drop (call $push (i32.const 64) (i32.const 8)))
      (i64.const 0)))";
  guest.imported = R"((import "modus_streams" "push" (func $push (param i32 i32) (result i32))))";
  std::string pushed;
  Runner* runner = nullptr;
  Runner run(guest, "g", [&](auto, auto, const auto&) {
    return [&](sandbox::HostCall call) {
      json::Writer writer;
      std::vector<ResultIssue> issues;
      const auto lifted = runner->convention().lift_pushed(call.instance(), 0, call.arguments(),
                                                           nullptr, writer, issues);
      pushed += (lifted ? writer.take() : lifted.error().message()) + ";";
      call.finish([](sandbox::Instance&) { return sandbox::WasmValue::i32(1); });
    };
  });
  runner = &run;
  EXPECT_TRUE(run.convention().exports()[0].is_stream());
  EXPECT_EQ(run("[]"), "null");
  EXPECT_EQ(pushed, R"("hi";null;the value is damaged: 1 bytes follow it;)");
}

}  // namespace
}  // namespace modus::guest::packed
