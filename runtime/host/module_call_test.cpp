// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/module_call.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "runtime/functions/call.h"
#include "runtime/guest/packed/testing.h"
#include "runtime/guest/testing.h"
#include "runtime/host/caller_for_test.h"

namespace modus::host {
namespace {

using functions::Admission;
using functions::CallOutcome;
using functions::FunctionTable;
using functions::ModuleRole;
using guest::bed;
using types::Value;

using Table = std::shared_ptr<const FunctionTable>;

constexpr std::string_view kInteger =
    R"({"parameters":[{"name":"x","type":"i32"}],"results":[{"type":"i32"}]})";

class ModulesHost final : public functions::Host {
 public:
  explicit ModulesHost(const Journal& journal) : gate_(log_, journal) {}
  bool provides(std::string_view) const override { return false; }
  void call(std::shared_ptr<functions::HostRequest> request) override {
    gate_.pass(*module_call_, request);
  }

 private:
  Log log_{{.descriptor = ::open("/dev/null", O_WRONLY)}};
  Gate gate_;
  const std::unique_ptr<HostFunction> module_call_ = make_module_call();
};

class ModuleCallTest : public testing::Test {
 protected:
  Result<Table> try_load(std::string name, std::vector<std::byte> wasm,
                         std::vector<Table> callees = {}) {
    return FunctionTable::load(bed().engine(), wasm, host_,
                               ModuleRole{std::move(name), std::move(callees)});
  }
  Table load(std::string name, std::vector<std::byte> wasm, std::vector<Table> callees = {}) {
    auto loaded = try_load(std::move(name), std::move(wasm), std::move(callees));
    EXPECT_TRUE(loaded) << loaded.error().describe();
    return *std::move(loaded);
  }

  // `f(x)` is one more than what the callee's `f` gives; `fails` traps and `spins` never ends.
  static std::vector<std::byte> assemblyscript(std::string_view callee,
                                               std::string_view signature = kInteger,
                                               std::string_view function = "f") {
    return guest::build(
        {.functions = R"(
           (func (export "next") (param i32) (result i32)
             (i32.add (call $callee (local.get 0)) (i32.const 1)))
           (func (export "fails") (param i32) (result i32) unreachable)
           (func (export "spins") (param i32) (result i32) (loop $on (br $on)) unreachable))",
         .exports = fmt::format(R"({{"next":{0},"fails":{0},"spins":{0},"f":{0}}})", kInteger),
         .imports = fmt::format(R"({{"modus/{}.{}":{}}})", callee, function, signature),
         .imported = fmt::format(R"((import "modus/{}" "{}"
                                   (func $callee (param i32) (result i32))))",
                                 callee, function)});
  }
  // `next` passes what it takes on, and gives what it gets.
  static std::vector<std::byte> packed(std::string_view callee, std::string_view function) {
    return guest::packed::build(
        {.exports = fmt::format(R"({{"f":{0},"next":{0}}})", kInteger),
         .imports = fmt::format(R"({{"modus/{}.{}":{}}})", callee, function, kInteger),
         .functions = R"(
           (func (export "next") (param $length i32) (result i64) (local $block i32) (local $size i32)
             (local.set $block (call $allocate (local.get $length)))
             (call $take (local.get $block))
             (local.set $size (call $callee (local.get $block) (local.get $length)))
             (local.set $block (call $allocate (local.get $size)))
             (call $take (local.get $block))
             (call $answer (local.get $block) (local.get $size))))",
         .imported = fmt::format(R"((import "modus/{}" "{}"
                                   (func $callee (param i32 i32) (result i32))))",
                                 callee, function)});
  }
  static std::vector<std::byte> leaf() {
    return guest::build({.exports = fmt::format(R"({{"f":{}}})", kInteger)});
  }

  // `says` writes a line and gives its argument; `gasps` writes it and traps.
  static std::vector<std::byte> talker() {
    return guest::build({.functions = R"(
           (func $say
             (i64.store (i32.const 80) (i64.const 0x0a7961732049)) ;; "I say" and a new line
             (i32.store (i32.const 64) (i32.const 80))
             (i32.store (i32.const 68) (i32.const 6))
             (drop (call $write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 72))))
           (func (export "says") (param i32) (result i32) (call $say) (local.get 0))
           (func (export "gasps") (param i32) (result i32) (call $say) unreachable))",
                         .exports = fmt::format(R"({{"f":{0},"gasps":{0},"says":{0}}})", kInteger),
                         .imported = R"((import "wasi_snapshot_preview1" "fd_write"
                          (func $write (param i32 i32 i32 i32) (result i32))))"});
  }

  struct Started {
    Value argument;
    std::optional<CallOutcome> end;
    std::unique_ptr<functions::Call> call;
  };
  std::unique_ptr<Started> start(const Table& table, std::string_view function, int argument) {
    auto started = std::make_unique<Started>();
    started->argument = Value::integer(argument);
    const auto found = std::ranges::find(table->functions(), function, &types::Signature::name);
    started->call = std::make_unique<functions::Call>(
        bed().loop(), admission_, table,
        functions::CallRequest{
            .function = static_cast<std::size_t>(found - table->functions().begin()),
            .arguments = {&started->argument, 1},
            .context = &context_},
        [to = started.get()](CallOutcome outcome) { to->end = std::move(outcome); });
    started->call->start();
    return started;
  }
  std::string run(const Table& table, std::string_view function, int argument) {
    const auto started = start(table, function, argument);
    bed().run_until([&] { return started->end.has_value(); });
    messages_ = started->end->messages;
    output_.clear();
    for (const functions::Message& line : started->end->output) output_.push_back(line.text);
    return started->end->error ? started->end->error->describe() : started->end->json;
  }

  std::vector<KeptRecord> records_;
  Journal journal_{reader_of(records_)};
  std::shared_ptr<ModulesHost> host_ = std::make_shared<ModulesHost>(journal_);
  Admission admission_{{.limit = 2}};
  functions::CallContext context_;
  std::vector<functions::Message> messages_;
  std::vector<std::string> output_;
};

TEST_F(ModuleCallTest, GoesFromOneLanguageToTheOther) {
  const Table go = load("go", guest::packed::build(guest::packed::echo("i32")));
  EXPECT_EQ(run(load("as", assemblyscript("go"), {go}), "next", 41), "42");
  const Table leaf_module = load("leaf", leaf());
  EXPECT_EQ(run(load("go", packed("leaf", "f"), {leaf_module}), "next", -7), "-7");
}

TEST_F(ModuleCallTest, IsOneRecordOfTheJournal) {
  const Table caller = load("ranking", assemblyscript("catalog"), {load("catalog", leaf())});
  EXPECT_EQ(run(caller, "next", 1), "2");
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_TRUE(records_[0].json.contains(
      R"("function":"ranking.next","call":"modus/catalog.f","arguments":[1],"result":1,)"))
      << records_[0].json;
  EXPECT_EQ(
      records_[0].attributes,
      (std::vector<std::pair<std::string, std::string>>{
          {"callerModule", "ranking"}, {"calleeModule", "catalog"}, {"calleeFunction", "f"}}));
}

TEST_F(ModuleCallTest, TellsWhoCanHearItWhyItFailed) {
  const Table broken = load("broken", assemblyscript("leaf"), {load("leaf", leaf())});
  // The language that cannot catch it ends with it.
  const Table caller = load("as", assemblyscript("broken", kInteger, "fails"), {broken});
  EXPECT_TRUE(run(caller, "next", 1).starts_with("broken.fails failed: "))
      << run(caller, "next", 1);
  EXPECT_TRUE(messages_.empty());
  // The other one gets an error, and here returns it.
  const Table go = load("go", packed("broken", "fails"), {broken});
  EXPECT_TRUE(run(go, "next", 1).starts_with("broken.fails failed: ")) << run(go, "next", 1);
  EXPECT_TRUE(messages_.empty()) << "its client would be told although the function can go on";
}

TEST_F(ModuleCallTest, WhatTheCalleeWritesIsItsCallers) {
  const Table talks = load("talks", talker());
  const Table caller = load("as", assemblyscript("talks", kInteger, "says"), {talks});
  EXPECT_EQ(run(caller, "next", 1), "2");
  EXPECT_EQ(output_, std::vector<std::string>{"I say"});
  EXPECT_EQ(run(load("top", assemblyscript("as", kInteger, "next"), {caller}), "next", 1), "3");
  EXPECT_EQ(output_, std::vector<std::string>{"I say"}) << "through two calls";
  const Table broken = load("as", assemblyscript("talks", kInteger, "gasps"), {talks});
  EXPECT_TRUE(run(broken, "next", 1).starts_with("talks.gasps failed: "));
  EXPECT_EQ(output_, std::vector<std::string>{"I say"}) << "before it failed";
}

TEST_F(ModuleCallTest, EndsAtTheDeadlineOfItsCaller) {
  const Table slow = load("slow", assemblyscript("leaf"), {load("leaf", leaf())});
  const Table caller = load("as", assemblyscript("slow", kInteger, "spins"), {slow});
  context_.deadline = Deadline::after(std::chrono::milliseconds(30));
  EXPECT_TRUE(run(caller, "next", 1).contains("time")) << run(caller, "next", 1);
}

TEST_F(ModuleCallTest, EndsWithItsCaller) {
  const Table slow = load("slow", assemblyscript("leaf"), {load("leaf", leaf())});
  auto started = start(load("as", assemblyscript("slow", kInteger, "spins"), {slow}), "next", 1);
  for (int i = 0; i < 10; ++i) bed().loop().context().run_one_for(std::chrono::milliseconds(5));
  started.reset();
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_EQ(records_[0].error->code(), ErrorCode::kCancelled);
  EXPECT_TRUE(admission_.nested()->try_enter());
}

TEST_F(ModuleCallTest, ChainsOfTheAllowedDepthEndUnderLoad) {
  std::vector<Table> chain{load("m0", leaf())};
  for (int i = 1; i <= 4; ++i) {
    auto wasm = guest::build(
        {.functions = R"((func (export "g") (param i32) (result i32)
                           (i32.add (call $callee (local.get 0)) (i32.const 1))))",
         .exports = fmt::format(R"({{"g":{}}})", kInteger),
         .imports = fmt::format(R"({{"modus/m{}.{}":{}}})", i - 1, i == 1 ? "f" : "g", kInteger),
         .imported = fmt::format(R"((import "modus/m{}" "{}"
                                   (func $callee (param i32) (result i32))))",
                                 i - 1, i == 1 ? "f" : "g")});
    chain.push_back(load(fmt::format("m{}", i), std::move(wasm), {chain.back()}));
  }
  // Many more than the two that may run at once on each level.
  std::vector<std::unique_ptr<Started>> all;
  for (int i = 0; i < 50; ++i) all.push_back(start(chain[3], "g", i));
  bed().run_until([&] {
    return std::ranges::all_of(all, [](const auto& one) { return one->end.has_value(); });
  });
  for (int i = 0; i < 50; ++i) EXPECT_EQ(all[i]->end->json, std::to_string(i + 3));
  EXPECT_EQ(run(chain[4], "g", 1),
            "m3.g failed: m2.g failed: m1.g failed: m0.f cannot be called: calls within calls are "
            "nested as deep as they may be (3 levels)");
}

TEST_F(ModuleCallTest, IsRefusedWhenTheModulesDoNotFit) {
  const auto refusal = [&](std::vector<std::byte> wasm, std::vector<Table> callees) {
    const auto loaded = try_load("ranking", std::move(wasm), std::move(callees));
    return loaded ? "" : loaded.error().describe();
  };
  const Table catalog = load("catalog", leaf());
  EXPECT_EQ(refusal(assemblyscript("catalog"), {}),
            "the module \"ranking\" calls f of the module \"catalog\", which it may not: add "
            "\"catalog\" to its \"calls\" under \"modules\" in modus.json, or remove the call");
  EXPECT_EQ(
      refusal(assemblyscript("catalog", kInteger, "gone"), {catalog}),
      "the module \"ranking\" calls gone of the module \"catalog\", which has no such function "
      "any more; run \"modus build\" to renew the client, and mend the call");
  EXPECT_EQ(
      refusal(assemblyscript("catalog", R"({"parameters":[{"name":"x","type":"u8"}],
                                                "results":[{"type":"i32"}]})"),
              {catalog}),
      "the module \"ranking\" calls f of the module \"catalog\" as it was when the client was "
      "made: parameter 'x' is i32 there, and u8 here; run \"modus build\" to renew the client");
}

}  // namespace
}  // namespace modus::host
