// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/recording.h"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"

namespace modus::testing {
namespace {

TEST(Recording, IsReadAsItWasWritten) {
  const app::TemporaryFolder folder;
  const auto file = folder.path() / "recordings/x.jsonl";
  EXPECT_EQ(Recording::read(file)->find("a"), nullptr);
  Recording recording;
  recording.set("a", {{.call = "m.f", .arguments = "[1]", .result = "2"}});
  recording.set(
      "b",
      {{.call = "m.g", .arguments = "[]", .error = Error(ErrorCode::kUnavailable, "it is away")}});
  ASSERT_TRUE(recording.write(file));
  auto read = *Recording::read(file);
  ASSERT_NE(read.find("a"), nullptr);
  EXPECT_EQ(read.find("a")->front().result, "2");
  EXPECT_EQ(read.find("b")->front().error->code(), ErrorCode::kUnavailable);
  EXPECT_EQ(read.find("b")->front().error->message(), "it is away");
  EXPECT_EQ(read.find("c"), nullptr);

  read.set("a", {});
  read.set("b", {});
  ASSERT_TRUE(read.write(file));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Recording, SaysWhichLineIsBad) {
  const app::TemporaryFolder folder;
  const auto file = folder.path() / "x.jsonl";
  const std::string good = R"({"v":1,"test":"a","call":"f","arguments":[],"result":null})";
  for (const std::string bad : {"{", "[]", R"({"v":2})", R"({"v":1,"test":"a"})",
                                R"({"v":1,"test":"a","call":"f","arguments":[]})"}) {
    std::ofstream(file) << good << '\n' << bad << '\n';
    const auto read = Recording::read(file);
    ASSERT_FALSE(read) << bad;
    EXPECT_TRUE(read.error().message().contains("x.jsonl, line 2: ")) << read.error().message();
  }
}

}  // namespace
}  // namespace modus::testing
