// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/convention.h"

#include <gtest/gtest.h>

#include "runtime/guest/testing.h"

namespace modus::guest {
namespace {

using sandbox::WasmValue;
using types::Value;

std::string error_of(const std::vector<std::byte>& wasm) {
  const auto module = bed().engine().compile(wasm);
  if (!module) return module.error().describe();
  const auto convention = make_convention(**module);
  if (convention) return "";
  EXPECT_EQ(convention.error().code(), ErrorCode::kCorrupt);
  return convention.error().message();
}

std::vector<std::byte> with_metadata(std::string_view text, std::string_view version = "\x02") {
  auto wasm = *sandbox::wat_to_wasm("(module)");
  sandbox::append_custom_section(wasm, "modus_metadata_version", version);
  sandbox::append_custom_section(wasm, "modus_metadata", text);
  return wasm;
}

TEST(Convention, KnowsTheModule) {
  const Echo echo("i32");
  const ModuleInfo& info = echo.convention().info();
  EXPECT_EQ(info.plugin, "@me/app");
  EXPECT_EQ(info.version, "1.2");
  EXPECT_EQ(info.sdk, "modus-sdk-as");
  EXPECT_EQ(info.sdk_version, "0.18.2");
  EXPECT_EQ(info.build_id, "b1");
  ASSERT_EQ(echo.convention().exports().size(), 1u);
  EXPECT_EQ(echo.convention().exports()[0].name, "f");
}

TEST(Convention, KnowsTheTypesThatModelsAreAskedFor) {
  const std::string_view app =
      R"({"plugin":"a","sdk":"modus-sdk-as","types":{"x/Item":{"id":5,"fields":)"
      R"([{"name":"n","type":"i32"}]}},"answerTypes":{"Item":"x/Item","Item | null":"x/Item | null"}})";
  const auto module = bed().engine().compile(with_metadata(app));
  ASSERT_TRUE(module) << module.error().describe();
  const auto convention = make_convention(**module);
  ASSERT_TRUE(convention) << convention.error().describe();
  const types::Type* item = (*convention)->answer_type("Item");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->fields.at(0).name, "n");
  EXPECT_EQ((*convention)->answer_type("Item | null")->element, item);
  EXPECT_EQ((*convention)->answer_type("x/Item"), nullptr);
}

TEST(Convention, RefusesMissingOrDamagedMetadata) {
  EXPECT_EQ(error_of(*sandbox::wat_to_wasm("(module)")),
            "the module holds no Modus metadata; rebuild the app with \"modus build\"");
  EXPECT_EQ(error_of(with_metadata("{}", "\x03")),
            "the module's metadata has version 3, and this runtime knows only version 2; rebuild "
            "the app with \"modus build\"");
  EXPECT_NE(error_of(with_metadata("{}", "")).find("its version is not one byte"),
            std::string::npos);
  for (const std::string_view text :
       {"", "[]", "{", "{}", R"({"plugin":"a"})", R"({"plugin":1,"sdk":"modus-sdk-as"})",
        R"({"plugin":"a","sdk":"modus-sdk-as","fnExports":{"f":1}})",
        R"({"plugin":"a","sdk":"modus-sdk-as","fnExports":{"f":{"parameters":{}}}})",
        R"({"plugin":"a","sdk":"modus-sdk-as","fnExports":{"f":{"parameters":[{"name":"x"}]}}})",
        R"({"plugin":"a","sdk":"modus-sdk-as","answerTypes":[]})",
        R"({"plugin":"a","sdk":"modus-sdk-as","answerTypes":{"T":1}})",
        R"({"plugin":"a","sdk":"modus-sdk-as","types":{"T":{"id":-1}}})"}) {
    EXPECT_TRUE(error_of(with_metadata(text)).starts_with("the module's Modus metadata is damaged"))
        << text << ": " << error_of(with_metadata(text));
  }
}

TEST(Convention, RefusesUnknownSdks) {
  EXPECT_NE(error_of(with_metadata(R"({"plugin":"a","sdk":"modus-sdk-x@0.18.0"})"))
                .find("\"modus-sdk-x\", which this runtime does not know"),
            std::string::npos);
}

std::string error_for(std::string_view type, std::string_view types = "{}",
                      std::string_view wasm_type = "i32") {
  TestModule module;
  module.parameter = wasm_type;
  module.exports = identity_exports(type);
  module.types = types;
  return error_of(build(module));
}

TEST(Convention, NamesTypesItDoesNotKnow) {
  EXPECT_EQ(error_for("~lib/dataview/DataView", R"({"~lib/dataview/DataView":{"id":5}})"),
            "function 'f': type '~lib/dataview/DataView' cannot cross between the runtime and a "
            "function");
  EXPECT_EQ(error_for("assembly/index/Missing"),
            "function 'f': type 'assembly/index/Missing' is not described in the module's "
            "metadata");
  EXPECT_EQ(error_for("i32 | null"), "function 'f': type 'i32' cannot be null");
  std::string deep = "i32";
  for (int i = 0; i < 200; ++i) deep = "~lib/array/Array<" + deep + ">";
  EXPECT_NE(error_for(deep), "");
}

TEST(Convention, ComparesMetadataWithTheModule) {
  EXPECT_NE(error_for("i64").find("'f' has another type than its metadata says"),
            std::string::npos);
  TestModule module;
  module.exports = R"({"absent":{}})";
  EXPECT_NE(error_of(build(module)).find("a function 'absent' that the module does not export"),
            std::string::npos);
}

// --- defaults ---

class Defaults : public testing::Test {
 protected:
  void make(std::string_view parameters) {
    TestModule module;
    module.functions = R"((func (export "g") (param i32 i32 i32) (result i32)
      (i32.add (local.get 0) (i32.add (local.get 1) (local.get 2)))))";
    module.exports =
        fmt::format(R"({{"g":{{"parameters":{},"results":[{{"type":"i32"}}]}}}})", parameters);
    module_ = *bed().engine().compile(build(module));
    convention_ = *make_convention(*module_);
    instance_ = *bed().start(bed().link(module_));
  }
  std::string lower(std::vector<Value> arguments) {
    const auto lowered = convention_->lower_arguments(*instance_, 0, arguments, BytesForm::kBase64);
    if (!lowered) return lowered.error().message();
    std::string text;
    for (const WasmValue& value : *lowered) text += fmt::format("{} ", value.as_i32());
    const auto length = bed().call(*instance_, "length");
    return text + fmt::format("of {}", static_cast<std::int32_t>(length->at(0).as_i32()));
  }

  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::unique_ptr<sandbox::Instance> instance_;
};

TEST_F(Defaults, ReplaceAbsentArguments) {
  make(R"([{"name":"a","type":"i32"},{"name":"b","type":"i32","default":5},
           {"name":"c","type":"i32","default":6}])");
  EXPECT_EQ(lower({Value::integer(1)}), "1 5 6 of 3");
  EXPECT_EQ(lower({Value::integer(1), Value(), Value::integer(9)}), "1 5 9 of 3");
  EXPECT_EQ(lower({}),
            "function parameter 'a' is invalid: expected a value of type i32, got nothing");
}

TEST_F(Defaults, AreLeftToTheGuestWhenTheMetadataDoesNotKnowThem) {
  make(R"([{"name":"a","type":"i32"},{"name":"b","type":"i32","default":""},
           {"name":"c","type":"i32","default":6}])");
  EXPECT_EQ(lower({Value::integer(1)}), "1 0 0 of 1");
  EXPECT_EQ(lower({Value::integer(1), Value::integer(2)}), "1 2 6 of 3");
  EXPECT_EQ(lower({Value::integer(1), Value(), Value::integer(2)}),
            "function parameter 'b' is invalid: its default is computed by the function, so it can "
            "be left out only together with all parameters after it");
}

// --- host functions ---

TEST(HostConvention, PassesArgumentsAndResults) {
  TestModule module;
  module.imported = R"((import "modus_x" "tag" (func $tag (param i32 f32) (result i32))))";
  module.functions = R"((func (export "go") (param i32) (result i32)
    (call $tag (local.get 0) (f32.const 1.5))))";
  module.exports =
      R"({"go":{"parameters":[{"name":"x","type":"~lib/array/Array<~lib/string/String|null>"}],
          "results":[{"type":"assembly/t/Tag | null"}]}})";
  module.imports =
      R"({"modus_x.tag":{"parameters":[
          {"name":"names","type":"~lib/array/Array<~lib/string/String|null>"},
          {"name":"ratio","type":"f32"}],"results":[{"type":"assembly/t/Tag | null"}]}})";
  module.types = R"({"~lib/array/Array<~lib/string/String|null>":{"id":4},
    "~lib/map/Map<~lib/string/String,~lib/string/String>":{"id":6},
    "assembly/t/Tag":{"id":5,"fields":[{"name":"body","type":"~lib/arraybuffer/ArrayBuffer"},
    {"name":"labels","type":"~lib/map/Map<~lib/string/String,~lib/string/String>"}]}})";
  const auto compiled = *bed().engine().compile(build(module));
  const auto convention = *make_convention(*compiled);
  ASSERT_EQ(convention->imports().size(), 1u);
  EXPECT_EQ(convention->imports()[0].name, "modus_x.tag");

  std::string result = R"({"Body":"a b","LABELS":[{"key":"k","value":"v"}]})";
  std::string seen;
  const auto program =
      bed().link(compiled, [&](std::string_view, std::string_view, const sandbox::FunctionType&) {
        return [&](sandbox::HostCall call) {
          types::Arena arena;
          const auto arguments =
              convention->lift_host_arguments(call.instance(), 0, call.arguments(), arena);
          ASSERT_TRUE(arguments) << arguments.error().message();
          for (const Value& name : (*arguments)[0].as_list()) {
            seen += name.is_null() ? "null," : std::string(name.as_string()) + ",";
          }
          seen += fmt::format("{}", (*arguments)[1].as_float());
          call.finish([&](sandbox::Instance& guest) {
            types::Arena inner;
            return convention->lower_host_result(guest, 0, value_of(result, inner));
          });
        };
      });
  const auto go = [&] {
    const auto instance = *bed().start(program);
    types::Arena arena;
    const Value names = value_of(R"(["a",null])", arena);
    const auto lowered = convention->lower_arguments(*instance, 0, {&names, 1}, BytesForm::kBase64);
    const auto results = bed().call(*instance, "go", *lowered);
    json::Writer writer;
    std::vector<ResultIssue> issues;
    EXPECT_TRUE(results) << results.error().message();
    EXPECT_TRUE(convention->lift_result(*instance, 0, *lowered, *results, nullptr, writer, issues));
    EXPECT_EQ(bed().call(*instance, "pins")->at(0).as_i32(), 1u);  // the argument
    return writer.take();
  };
  EXPECT_EQ(go(), R"({"body":"YSBi","labels":[{"key":"k","value":"v"}]})");
  EXPECT_EQ(seen, "a,null,1.5");
  result = "null";
  EXPECT_EQ(go(), "null");
}

}  // namespace
}  // namespace modus::guest
