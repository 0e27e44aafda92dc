// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/value_copy.h"

#include <gtest/gtest.h>

#include "runtime/types/value_json.h"

namespace modus::types {
namespace {

std::string to_text(const Value& value) {
  json::Writer writer;
  write_json(writer, value);
  return writer.take();
}

TEST(ValueCopy, OutlivesWhatItWasMadeFrom) {
  constexpr std::string_view kText = R"({"a":[1,-2.5,null,true,"text"],"b":{"":""},"c":[]})";
  BlockArena to;
  Value copied;
  std::size_t bytes = 0;
  {
    BlockArena from;
    const Value value = from_json(json::parse(kText).value(), from);
    bytes = bytes_of(value);
    copied = copy(value, to);
  }
  EXPECT_EQ(to_text(copied), kText);
  EXPECT_GT(bytes, kText.size());
  EXPECT_TRUE(copy(Value(), to).is_absent());
}

}  // namespace
}  // namespace modus::types
