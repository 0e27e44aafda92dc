// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/selection.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

using types::Kind;
using types::Projection;
using types::Type;

class SelectionTest : public ::testing::Test {
 protected:
  const Type text_{.kind = Kind::kString};
  Type author_{.kind = Kind::kRecord,
               .short_name = "Author",
               .fields = {{"name", &text_, {}}, {"born", &text_, {}}}};
  Type maybe_author_{.kind = Kind::kNullable, .element = &author_};
  Type map_{.kind = Kind::kMap, .element = &maybe_author_, .key = &text_};
  Type book_{.kind = Kind::kRecord,
             .short_name = "Book",
             .fields = {{"title", &text_, {}}, {"authors", &map_, {}}}};
  Type books_{.kind = Kind::kList, .element = &book_};
};

TEST_F(SelectionTest, IsReadAsItWasWritten) {
  const Projection name{.entries = {{.key = "n", .field = 0}}};
  const Projection entry{
      .entries = {{.key = "key", .field = 0}, {.key = "value", .field = 1, .projection = &name}}};
  const Projection whole{.entries = {{.key = "kind", .is_typename = true, .type_name = "Book"},
                                     {.key = "authors", .field = 1, .projection = &entry},
                                     {.key = "title", .field = 0}}};
  const std::string text = write_selection(&whole, books_);
  EXPECT_EQ(text, R"([["kind","__typename","Book"],["authors","authors",[["key","key"],)"
                  R"(["value","value",[["n","name"]]]]],["title","title"]])");
  const auto read = read_selection(text, books_);
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(write_selection(read->whole(), books_), text);
  EXPECT_EQ(read->whole()->entries[1].field, 1u);
}

TEST_F(SelectionTest, FindsFieldsByTheirNames) {
  Type later{.kind = Kind::kRecord,
             .short_name = "Author",
             .fields = {{"born", &text_, {}}, {"name", &text_, {}}}};
  EXPECT_EQ(read_selection(R"([["n","name"]])", later)->whole()->entries[0].field, 1u);
  EXPECT_EQ(read_selection(R"([["n","age"]])", later).error().describe(),
            "Author has no field \"age\" any more, which was asked for");
}

TEST_F(SelectionTest, OfAValueWithoutFieldsIsNone) {
  EXPECT_EQ(write_selection(nullptr, text_), "");
  EXPECT_EQ(read_selection("", text_)->whole(), nullptr);
  for (const char* bad : {"{}", "[[", "[1]", R"([["a"]])"})
    EXPECT_FALSE(read_selection(bad, author_)) << bad;
}

}  // namespace
}  // namespace modus::replay
