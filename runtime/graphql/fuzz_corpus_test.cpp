// SPDX-License-Identifier: Apache-2.0
// The inputs that the fuzzers learned from, once more: tests/fuzz.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "runtime/graphql/fuzz_for_test.h"

namespace modus::graphql {
namespace {

// How many inputs there were. The tests run somewhere in the checkout.
std::size_t feed(const char* corpus, void (*attempt)(std::string_view)) {
  std::filesystem::path root = std::filesystem::current_path();
  while (root.has_relative_path() && !exists(root / "tests/fuzz")) root = root.parent_path();
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(root / "tests/fuzz" / corpus)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    attempt(text.view());
    ++count;
  }
  return count;
}

TEST(FuzzCorpus, Parser) { EXPECT_GT(feed("parser", fuzz::try_parser), 0); }
TEST(FuzzCorpus, Validator) { EXPECT_GT(feed("validate", fuzz::try_validator), 0); }
TEST(FuzzCorpus, Engine) { EXPECT_GT(feed("engine", fuzz::try_engine), 0); }

}  // namespace
}  // namespace modus::graphql
