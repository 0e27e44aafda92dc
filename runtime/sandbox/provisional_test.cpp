// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <optional>

#include <gtest/gtest.h>

#include "runtime/base/ids.h"
#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCounter = R"((module
  (memory (export "memory") 1)
  (global $started (mut i32) (i32.const 0))
  (func (export "_initialize")
    (global.set $started (i32.add (global.get $started) (i32.const 1)))
    (i32.store (i32.const 8) (i32.const 41)))
  (func (export "answer") (result i32)
    (i32.add (i32.load (i32.const 8)) (global.get $started)))
  (func (export "forever") (loop $again (br $again)))
  (func $deep (export "deep") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0)))))
)";

class ProvisionalTest : public testing::Test {
 protected:
  ~ProvisionalTest() override {
    std::error_code error;
    fs::remove_all(folder_, error);
  }

  EngineOptions options(std::size_t provisional_from) const {
    return {.cache_directory = folder_,
            .max_instances = 20,
            .shards = 2,
            .provisional_from = provisional_from};
  }

  static std::optional<std::uint32_t> answer(TestBed& bed,
                                             const std::shared_ptr<const Module>& module) {
    const auto result = bed.run(bed.link(module), "answer");
    EXPECT_TRUE(result) << result.error().describe();
    return result ? std::optional(result->at(0).as_i32()) : std::nullopt;
  }

  fs::path folder_ = fs::temp_directory_path() / ("modus-provisional-" + make_xid());
};

TEST_F(ProvisionalTest, GivesTheSameAnswersAndIsForgottenOnceTheRealCodeIsThere) {
  TestBed hasty(options(1));
  const auto first = hasty.module(kCounter);
  EXPECT_TRUE(first->is_provisional());
  EXPECT_EQ(first->snapshot_refusal(), "");
  EXPECT_TRUE(first->find_function("_initialize"));
  EXPECT_EQ(answer(hasty, first), 42u);
  EXPECT_TRUE(hasty.module(kCounter)->is_provisional());  // it was not kept

  TestBed patient(options(EngineOptions{}.provisional_from));
  EXPECT_FALSE(patient.module(kCounter)->is_provisional());

  const auto second = hasty.module(kCounter);
  EXPECT_FALSE(second->is_provisional());
  EXPECT_FALSE(second->find_function("_initialize"));
  EXPECT_EQ(answer(hasty, second), 42u);
  EXPECT_EQ(answer(hasty, first), 42u);  // the old one lives on beside it
}

TEST_F(ProvisionalTest, KeepsToTheLimits) {
  TestBed bed(options(1));
  const auto program = bed.program(kCounter);
  const auto endless =
      bed.run(program, "forever", {}, {.deadline = Deadline::after(std::chrono::milliseconds(50))});
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code(), ErrorCode::kDeadlineExceeded);
  const auto bottomless = bed.run(program, "deep", {WasmValue::i32(100'000'000)});
  ASSERT_FALSE(bottomless);
  EXPECT_EQ(bottomless.error().code(), ErrorCode::kResourceExhausted);
}

TEST_F(ProvisionalTest, IsForLargeModulesAndForCachesThatWork) {
  TestBed small(options(1u << 20));
  EXPECT_FALSE(small.module(kCounter)->is_provisional());
  TestBed uncached({.max_instances = 20, .provisional_from = 1});
  EXPECT_FALSE(uncached.module(kCounter)->is_provisional());
  TestBed broken({.cache_directory = "/proc/modus", .max_instances = 20, .provisional_from = 1});
  EXPECT_FALSE(broken.module(kCounter)->is_provisional());
}

TEST_F(ProvisionalTest, RefusesWhatIsNoModule) {
  TestBed bed(options(1));
  const auto refused = bed.engine().compile(as_bytes(std::span("nonsense")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace modus::sandbox
