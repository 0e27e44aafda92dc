// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/sandbox.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

TestBed& bed() {
  static TestBed bed;
  return bed;
}

constexpr std::string_view kMisc = R"((module
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $count (i32.const 10)))
  (func (export "count") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "mix") (param i64 f32 f64) (result f64)
    (f64.add (f64.add (f64.convert_i64_s (local.get 0)) (f64.promote_f32 (local.get 1)))
             (local.get 2)))
  (func (export "spin") (loop (br 0)))
  (func $deep (export "recurse") (param i32) (result i32)
    (i32.add (i32.const 1) (call $deep (i32.add (local.get 0) (i32.const 1)))))
  (func (export "trap") unreachable)
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "truncate") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "allocate") (param i32)
    (if (i32.lt_s (memory.grow (local.get 0)) (i32.const 0)) (then unreachable)))))";

std::uint32_t as_u32(const Result<WasmValues>& result) {
  if (!result) {
    ADD_FAILURE() << result.error().describe();
    return 0xdeadbeef;
  }
  return result->at(0).as_i32();
}

template <class T>
Error error_of(const Result<T>& result) {
  return result ? Error(ErrorCode::kInternal, "no error") : result.error();
}

TEST(Sandbox, CallsExportsWithEveryNumberType) {
  const auto program = bed().program(kMisc);
  EXPECT_EQ(as_u32(bed().run(program, "add", {WasmValue::i32(40), WasmValue::i32(2)})), 42u);
  const auto mixed = bed().run(
      program, "mix",
      {WasmValue::i64(static_cast<std::uint64_t>(-3)), WasmValue::f32(0.5f), WasmValue::f64(1.25)});
  ASSERT_TRUE(mixed);
  EXPECT_EQ(mixed->at(0).as_f64(), -1.25);
}

TEST(Sandbox, GivesEachInstanceFreshGlobalsAfterInitialize) {
  const auto program = bed().program(kMisc);
  EXPECT_EQ(as_u32(bed().run(program, "count")), 11u);
  EXPECT_EQ(as_u32(bed().run(program, "count")), 11u);
  const auto instance = bed().start(program);
  ASSERT_TRUE(instance);
  EXPECT_EQ(as_u32(bed().call(**instance, "count")), 11u);
  EXPECT_EQ(as_u32(bed().call(**instance, "count")), 12u);
}

bool machine_swaps() {
  std::ifstream swaps("/proc/swaps");
  std::string heading, first;
  return std::getline(swaps, heading) && std::getline(swaps, first);
}

TEST(Sandbox, GivesNoInstanceWhatAnotherLeftInSwap) {
  if (!machine_swaps()) GTEST_SKIP() << "this machine has no swap";
  const auto program = bed().program(R"((module (memory (export "memory") 16)))");
  for (int i = 0; i < 4; ++i) {
    const auto instance = bed().start(program);
    ASSERT_TRUE(instance);
    const MutableBytes memory = (*instance)->memory();
    EXPECT_EQ(std::ranges::count(memory, std::byte{0}), std::ssize(memory));
    std::ranges::fill(memory, std::byte{0xaa});
    ASSERT_EQ(madvise(memory.data(), memory.size(), MADV_PAGEOUT), 0);
  }
}

TEST(Sandbox, EndsAnEndlessLoopAtItsDeadlineWhileOthersProgress) {
  const auto program = bed().program(kMisc);
  auto spinning = bed().start(program, {.deadline = Deadline::after(150ms)});
  ASSERT_TRUE(spinning);
  std::optional<Error> end;
  const std::size_t spin = *(*spinning)->module().find_function("spin");
  (*spinning)->call(spin, {}, [&](auto results) { end = error_of(results); });
  EXPECT_FALSE(end);
  int calls = 0;
  while (!end && as_u32(bed().run(program, "count")) == 11) ++calls;
  EXPECT_GT(calls, 10);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(end->message(),
            "the call took longer than its limit of 150 ms; raise limits.timeoutMs in "
            "modus.json or --timeout");
}

TEST(Sandbox, EndsALoopInInitialize) {
  const auto program = bed().program(R"((module (func (export "_initialize") (loop (br 0)))))");
  const auto instance = bed().start(program, {.deadline = Deadline::after(20ms)});
  EXPECT_EQ(error_of(instance).code(), ErrorCode::kDeadlineExceeded);
}

TEST(Sandbox, NamesTheKindOfTrap) {
  const auto program = bed().program(kMisc);
  const auto first_line = [&](std::string_view function, WasmValues arguments = {}) {
    const Error error = error_of(bed().run(program, function, std::move(arguments)));
    EXPECT_EQ(error.code(), ErrorCode::kGuestTrap);
    return error.message().substr(0, error.message().find('\n'));
  };
  EXPECT_EQ(first_line("trap"), "wasm error: unreachable");
  EXPECT_EQ(first_line("divide", {WasmValue::i32(1), WasmValue::i32(0)}),
            "wasm error: integer divide by zero");
  EXPECT_EQ(first_line("divide", {WasmValue::i32(0x80000000), WasmValue::i32(0xffffffff)}),
            "wasm error: integer overflow");
  EXPECT_EQ(first_line("peek", {WasmValue::i32(0xfffffff0)}),
            "wasm error: out of bounds memory access");
  EXPECT_EQ(first_line("truncate", {WasmValue::f64(1e300)}), "wasm error: integer overflow");
}

TEST(Sandbox, RefusesFurtherCallsAfterATrap) {
  const auto instance = bed().start(bed().program(kMisc));
  ASSERT_TRUE(instance);
  EXPECT_FALSE(bed().call(**instance, "trap"));
  EXPECT_EQ(error_of(bed().call(**instance, "count")).code(), ErrorCode::kGuestTrap);
}

TEST(Sandbox, LimitsTheStack) {
  const Error error = error_of(bed().run(bed().program(kMisc), "recurse", {WasmValue::i32(0)}));
  EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
  EXPECT_NE(error.message().find("stack limit of 512 KB"), std::string::npos) << error.message();
}

TEST(Sandbox, LimitsMemory) {
  const auto program = bed().program(kMisc);
  const InstanceOptions options{.max_memory_bytes = 1u << 20};
  EXPECT_EQ(as_u32(bed().run(program, "grow", {WasmValue::i32(15)}, options)), 1u);
  EXPECT_EQ(as_u32(bed().run(program, "grow", {WasmValue::i32(16)}, options)), 0xffffffffu);
  const Error error = error_of(bed().run(program, "allocate", {WasmValue::i32(100)}, options));
  EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
  EXPECT_EQ(error.message(),
            "the function needs more memory than its limit of 1 MB; raise limits.memoryBytes in "
            "modus.json or --memory");
}

TEST(Sandbox, LimitsInitialMemory) {
  const auto program = bed().program(R"((module (memory (export "memory") 17)))");
  const Error error = error_of(bed().start(program, {.max_memory_bytes = 1u << 20}));
  EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted) << error.message();
}

TEST(Sandbox, LimitsInstancesAliveAtOnce) {
  const auto program = bed().program(kMisc);
  std::vector<std::unique_ptr<Instance>> alive;
  Error error(ErrorCode::kInternal, "none");
  for (int i = 0; i < 30; ++i) {
    auto instance = bed().start(program);
    if (!instance) {
      error = instance.error();
      break;
    }
    alive.push_back(*std::move(instance));
  }
  EXPECT_EQ(alive.size(), 20u);
  EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted) << error.message();
  alive.clear();
  EXPECT_TRUE(bed().start(program));
}

TEST(Sandbox, GivesALoopTheRoomOfAllShards) {
  TestBed bed({.max_instances = 5, .shards = 3});
  const auto program = bed.program(kMisc);
  std::vector<std::unique_ptr<Instance>> alive;
  for (auto instance = bed.start(program); instance; instance = bed.start(program))
    alive.push_back(*std::move(instance));
  EXPECT_EQ(alive.size(), 6u);  // the shards have room for two each
  alive.clear();
  EXPECT_TRUE(bed.start(program));
}

TEST(Sandbox, ReportsExitCodes) {
  const auto program = bed().program(R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $again (param i32)))
    (memory (export "memory") 1)
    (func (export "quit") (param i32) (call $exit (local.get 0)) unreachable)))");
  for (const std::uint32_t code : {0u, 1u, 255u, 0xffffffffu}) {
    const Error error = error_of(bed().run(program, "quit", {WasmValue::i32(code)}));
    EXPECT_EQ(error.code(), ErrorCode::kGuestExit);
    EXPECT_EQ(exit_code(error), code);
    EXPECT_EQ(exit_code(error.within("wider")), code);
  }
  EXPECT_FALSE(exit_code(Error(ErrorCode::kGuestTrap, "wasm error: unreachable")));
}

TEST(Sandbox, RefusesWhatIsNoModule) {
  const auto compile = [](std::span<const std::byte> bytes) {
    return error_of(bed().engine().compile(bytes)).code();
  };
  const auto good = *wat_to_wasm(kMisc);
  EXPECT_EQ(compile({}), ErrorCode::kCorrupt);
  EXPECT_EQ(compile(std::span(good).first(good.size() / 2)), ErrorCode::kCorrupt);
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    auto bytes = good;
    for (auto& byte : std::span(bytes).subspan(8)) byte = static_cast<std::byte>(random());
    EXPECT_EQ(compile(bytes), ErrorCode::kCorrupt);
  }
}

TEST(Sandbox, NamesAnImportNobodyProvides) {
  const auto module = bed().module(R"((module (import "modus_x" "y" (func))))");
  const Error error = error_of(bed().engine().link(module, {}));
  EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  EXPECT_EQ(error.message(),
            "the module imports the function \"modus_x.y\", which this runtime does not provide");
}

TEST(Sandbox, FindsTheLastCustomSectionOfAName) {
  auto wasm = *wat_to_wasm("(module)");
  append_custom_section(wasm, "a", "first");
  append_custom_section(wasm, "b", std::string(300, 'x'));
  append_custom_section(wasm, "a", "second");
  const auto module = bed().engine().compile(wasm);
  ASSERT_TRUE(module);
  EXPECT_EQ((*module)->custom_section("a"), "second");
  EXPECT_EQ((*module)->custom_section("b"), std::string(300, 'x'));
  EXPECT_FALSE((*module)->custom_section("c"));
}

TEST(Sandbox, ChecksAddresses) {
  const auto instance = bed().start(bed().program(kMisc));
  ASSERT_TRUE(instance);
  EXPECT_TRUE((*instance)->memory_at(65536, 0));
  EXPECT_TRUE((*instance)->memory_at(0, 65536));
  EXPECT_FALSE((*instance)->memory_at(1, 65536));
  EXPECT_FALSE((*instance)->memory_at(0xffffffff, 0xffffffffffffffff));
  EXPECT_EQ(error_of((*instance)->memory_at(65537, 0)).code(), ErrorCode::kGuestTrap);
}

TEST(Sandbox, ServesSeveralLoops) {
  const auto program = bed().program(kMisc);
  constexpr int kCalls = 500;
  std::atomic<int> done = 0;
  std::vector<std::unique_ptr<Instance>> instances(2);
  LoopThreads loops(2);
  std::function<void(std::size_t)> next = [&](std::size_t i) {
    instances[i] = Instance::create(loops[i], program, {});
    instances[i]->start([&, i](auto started) {
      ASSERT_TRUE(started);
      const std::size_t count = *instances[i]->module().find_function("count");
      instances[i]->call(count, {}, [&, i](auto results) {
        EXPECT_EQ(as_u32(results), 11u);
        if (++done < kCalls) loops[i].post([&, i] { next(i); });
      });
    });
  };
  for (std::size_t i = 0; i < 2; ++i) loops[i].post([&, i] { next(i); });
  for (int i = 0; i < 1000 && done < kCalls; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_GE(done, kCalls);
  loops.stop();
}

// --- the cache ---

class SandboxCache : public testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        std::filesystem::temp_directory_path() / ("modus-aot-test-" + std::to_string(::getpid()));
    std::filesystem::remove_all(directory_);
  }
  void TearDown() override {
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
    std::filesystem::remove_all(directory_);
  }
  std::uint32_t add() {
    TestBed fresh({.cache_directory = directory_, .max_instances = 2});
    return as_u32(fresh.run(fresh.program(kMisc), "add", {WasmValue::i32(1), WasmValue::i32(2)}));
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      found.push_back(entry.path());
    }
    return found;
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path directory_;
};

TEST_F(SandboxCache, KeepsOneFileAndUsesIt) {
  EXPECT_EQ(add(), 3u);
  ASSERT_EQ(files().size(), 1u);
  const auto written = std::filesystem::last_write_time(files()[0]);
  EXPECT_EQ(add(), 3u);
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(std::filesystem::last_write_time(files()[0]), written);
  const auto permissions = std::filesystem::status(directory_).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_all);
}

TEST_F(SandboxCache, CompilesAgainWhenAFileIsDamaged) {
  EXPECT_EQ(add(), 3u);
  const auto path = files().at(0);
  const std::string good = read(path);
  std::string damaged = good;
  damaged[damaged.size() / 2] ^= 1;
  for (const std::string& text : {damaged, good.substr(0, good.size() / 2), std::string("x")}) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    EXPECT_EQ(add(), 3u);
    EXPECT_EQ(read(path), good);
  }
}

TEST_F(SandboxCache, IsNotUsedWhenOthersMayWriteToTheFolder) {
  std::filesystem::create_directory(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms(0770));
  EXPECT_EQ(add(), 3u);
  EXPECT_TRUE(files().empty());
}

TEST_F(SandboxCache, IsNotNeeded) {
  std::ofstream(directory_) << "a file where the folder should be";
  EXPECT_EQ(add(), 3u);
}

}  // namespace
}  // namespace modus::sandbox
