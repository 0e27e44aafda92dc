// SPDX-License-Identifier: Apache-2.0
// Snapshots of a module built by the standard Go compiler (testdata/main.go): its whole runtime has
// started before the memory is frozen.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/sandbox/snapshot/snapshot.h"
#include "runtime/sandbox/testing.h"

namespace modus::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAll = "environment random time";

bool run_shell(const std::string& command) { return std::system(command.c_str()) == 0; }

std::vector<std::byte> build_guest() {
  const fs::path source = fs::path(MODUS_SOURCE_DIR) / "runtime/sandbox/snapshot/testdata";
  const fs::path folder = fs::temp_directory_path() / ("modus-go-" + std::to_string(getpid()));
  fs::create_directories(folder);
  for (const char* file : {"main.go", "go.mod"}) fs::copy(source / file, folder / file);
  std::vector<std::byte> wasm;
  if (run_shell("cd '" + folder.string() +
                "' && GOFLAGS=-mod=mod GOPROXY=off GOTOOLCHAIN=local GOOS=wasip1 GOARCH=wasm "
                "go build -buildmode=c-shared -o guest.wasm .")) {
    std::ifstream file(folder / "guest.wasm", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    const Bytes view = std::as_bytes(std::span(bytes));
    wasm.assign(view.begin(), view.end());
  }
  fs::remove_all(folder);
  return wasm;
}

class SnapshotGoTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!run_shell("go version >/dev/null 2>&1")) return;
    guest_ = build_guest();
    auto declared = guest_;
    append_custom_section(declared, kSnapshotSection, kAll);
    snapshot_ = take_snapshot(declared, {});
    bed_ = std::make_unique<TestBed>();
    auto module = bed_->engine().compile(snapshot_.wasm);
    if (module) program_ = bed_->link(*module);
  }
  static void TearDownTestSuite() {
    program_.reset();
    bed_.reset();
  }

  void SetUp() override {
    if (!run_shell("go version >/dev/null 2>&1")) GTEST_SKIP() << "there is no Go compiler";
    ASSERT_FALSE(guest_.empty()) << "the guest does not build";
    ASSERT_EQ(snapshot_.refusal, "");
    ASSERT_TRUE(program_);
  }

  static std::int64_t answer(std::string_view function) {
    const auto result = bed_->run(program_, function);
    EXPECT_TRUE(result) << result.error().describe();
    return result ? static_cast<std::int64_t>(result->at(0).bits) : 0xdeadbeef;
  }

  static inline std::vector<std::byte> guest_;
  static inline Snapshot snapshot_;
  static inline std::unique_ptr<TestBed> bed_;
  static inline std::shared_ptr<const Program> program_;
};

TEST_F(SnapshotGoTest, IsRefusedUntilItDeclaresWhatItRenews) {
  EXPECT_FALSE(take_snapshot(guest_, {}).refusal.empty());
}

TEST_F(SnapshotGoTest, KeepsItsMapsAndWhatItsGoroutinesMade) {
  EXPECT_EQ(answer("lookUp"), 13);
  EXPECT_EQ(answer("lookUp"), 13);
}

TEST_F(SnapshotGoTest, RunsGoroutinesAndTimers) {
  EXPECT_EQ(answer("goroutines"), 5050);
  EXPECT_GE(answer("sleep"), 20);
}

TEST_F(SnapshotGoTest, CollectsGarbage) { EXPECT_EQ(answer("collect"), 4); }

TEST_F(SnapshotGoTest, FormatsAndEncodes) {
  EXPECT_EQ(answer("format"), 1);
  EXPECT_EQ(answer("encode"), 1);
}

TEST_F(SnapshotGoTest, OneInstanceRunsEverythingInTurn) {
  auto instance = bed_->start(program_);
  ASSERT_TRUE(instance) << instance.error().describe();
  for (const std::string_view function :
       {"lookUp", "goroutines", "collect", "format", "encode", "sleep", "secret", "collect"}) {
    const auto result = bed_->call(**instance, function);
    EXPECT_TRUE(result) << function << ": " << result.error().describe();
  }
}

TEST_F(SnapshotGoTest, TheTimeIsCurrent) {
  using namespace std::chrono;
  const auto now = [] {
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  };
  const auto before = now();
  const auto told = answer("unixTime");
  EXPECT_LE(before, told);
  EXPECT_LE(told, now());
}

TEST_F(SnapshotGoTest, SecretsDiffer) {
  std::set<std::int64_t> secrets;
  for (int i = 0; i < 4; ++i) secrets.insert(answer("secret"));
  EXPECT_EQ(secrets.size(), 4u);
}

// The reason why a module must declare that it renews its randomness.
TEST_F(SnapshotGoTest, SeedsOfMathRandAreFrozen) { EXPECT_EQ(answer("dice"), answer("dice")); }

}  // namespace
}  // namespace modus::sandbox
