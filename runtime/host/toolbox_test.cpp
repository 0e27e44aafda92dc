// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/toolbox.h"

#include <gtest/gtest.h>

#include "runtime/host/app_for_test.h"
#include "runtime/types/value_json.h"

namespace modus::host {
namespace {

class ToolboxTest : public testing::Test {
 protected:
  std::string error(std::vector<std::string_view> names) {
    const auto box = Toolbox::open(*app_, names);
    return box ? "" : box.error().describe();
  }

  // The arguments as the function would get them, or why not.
  std::string prepare(std::string_view tool, std::string_view arguments) {
    const std::string_view names[] = {"add", "price"};
    const auto box = Toolbox::open(*app_, names).value();
    types::Arena arena;
    const auto use =
        box.prepare({.name = std::string(tool), .arguments = std::string(arguments)}, arena);
    if (!use) return use.error().message();
    json::Writer writer;
    types::write_json(writer, types::Value::list(use->arguments));
    return app_->exports()[use->function].name + writer.take();
  }

  const std::unique_ptr<guest::Convention> app_ = test_app();
};

TEST_F(ToolboxTest, OffersFunctions) {
  const std::string_view names[] = {"price", "add"};
  const auto box = Toolbox::open(*app_, names);
  ASSERT_TRUE(box) << box.error().describe();
  ASSERT_EQ(box->tools().size(), 2u);
  EXPECT_EQ(box->tools()[0].name, "price");
  EXPECT_EQ(box->tools()[1].description, "Adds.");
  EXPECT_EQ(box->tools()[1].parameters.at("required"), json::Value(json::Array{"a"}));
  EXPECT_TRUE(box->has("add"));
  EXPECT_FALSE(box->has("numbers"));
}

TEST_F(ToolboxTest, RefusesWhatCannotBeATool) {
  EXPECT_EQ(error({"nothing"}),
            "\"nothing\" cannot be offered as a tool: the app exports no such function; it has "
            "price, add, numbers, strange$name");
  EXPECT_TRUE(error({"_modus_tool_price"}).contains("exports no such function"));
  EXPECT_EQ(error({"add", "add"}), "the tool \"add\" is offered twice");
  EXPECT_EQ(error({"numbers"}), "\"numbers\" cannot be offered as a tool: its result is a stream");
  EXPECT_TRUE(error({"strange$name"}).contains("providers want names of letters"));
  EXPECT_EQ(error(std::vector<std::string_view>(129, "add")),
            "129 tools are offered; 128 are allowed");
}

TEST_F(ToolboxTest, PutsArgumentsInOrder) {
  EXPECT_EQ(prepare("add", R"({"b":2,"a":1.0})"), "add[1,2]");
  EXPECT_EQ(prepare("add", R"({"a":1})"), "add[1,null]");
  EXPECT_EQ(prepare("price", R"({"what":"bread"})"), "_modus_tool_price[\"bread\"]");
}

TEST_F(ToolboxTest, TellsTheModelWhatIsWrong) {
  EXPECT_EQ(prepare("sub", "{}"), "There is no tool \"sub\". There are: add, price.");
  EXPECT_EQ(prepare("add", ""), "The arguments do not fit: it has no \"a\".");
  EXPECT_EQ(prepare("add", "null"), "The arguments are not a JSON object.");
  EXPECT_TRUE(prepare("add", "{").starts_with("The arguments are not JSON: line 1, column 2"));
}

}  // namespace
}  // namespace modus::host
