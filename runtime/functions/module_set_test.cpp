// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/module_set.h"

#include <gtest/gtest.h>

#include "runtime/guest/testing.h"

namespace modus::functions {
namespace {

using guest::bed;

class NoHost final : public Host {
 public:
  bool provides(std::string_view) const override { return false; }
  void call(std::shared_ptr<HostRequest>) override {}
};

std::string wasm_of(std::string_view function) {
  const auto bytes = guest::build(
      {.functions = fmt::format(R"((func (export "{}") (result i32) (i32.const 1)))", function),
       .exports = fmt::format(R"({{"{}":{{"results":[{{"type":"i32"}}]}}}})", function)});
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

app::AppFolder folder_of(std::string_view manifest,
                         std::vector<std::pair<std::string, std::string>> modules) {
  app::AppFolder folder;
  folder.manifest = app::Manifest::parse(manifest).value();
  for (auto& [name, wasm] : modules)
    folder.modules.push_back({name, "build/" + name + ".wasm", std::move(wasm)});
  return folder;
}

constexpr std::string_view kManifest =
    R"({"modules": {"ranking": {"path": "r", "prefix": "p", "calls": ["catalog"]},
                    "catalog": "c"}})";

TEST(ModuleSet, HoldsModulesWithWhatTheyMayCall) {
  const auto set = ModuleSet::load(
      bed().engine(),
      folder_of(kManifest, {{"catalog", wasm_of("find")}, {"ranking", wasm_of("find")}}),
      std::make_shared<NoHost>());
  ASSERT_TRUE(set) << set.error().describe();
  const auto modules = (*set)->modules();
  ASSERT_EQ(modules.size(), 2u);
  EXPECT_EQ(modules[1].declared.prefix, "p");
  EXPECT_TRUE(modules[0].table->role().callees.empty());
  ASSERT_EQ(modules[1].table->role().callees.size(), 1u);
  EXPECT_EQ(modules[1].table->role().callees[0], modules[0].table);
  EXPECT_EQ((*set)->function_count(), 2u);
}

TEST(ModuleSet, FindsFunctionsByTheNamesThatPeopleRead) {
  const auto set = ModuleSet::load(
      bed().engine(),
      folder_of(kManifest, {{"catalog", wasm_of("find")}, {"ranking", wasm_of("find")}}),
      std::make_shared<NoHost>());
  ASSERT_TRUE(set) << set.error().describe();
  const auto place = (*set)->find("ranking.find");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->module, 1u);
  EXPECT_EQ((*set)->signature(*place).name, "find");
  EXPECT_EQ((*set)->table(*place).name_of(place->function), "ranking.find");
  EXPECT_FALSE((*set)->find("find"));
  EXPECT_FALSE((*set)->find("ranking."));
}

TEST(ModuleSet, OfOneModuleHasPlainNames) {
  const auto set = ModuleSet::load(bed().engine(), folder_of("{}", {{"", wasm_of("find")}}),
                                   std::make_shared<NoHost>());
  ASSERT_TRUE(set) << set.error().describe();
  ASSERT_TRUE((*set)->find("find"));
  EXPECT_EQ((*set)->table({}).name_of(0), "find");
}

TEST(ModuleSet, SaysWhichFileIsWrong) {
  const auto set = ModuleSet::load(
      bed().engine(), folder_of(kManifest, {{"catalog", wasm_of("find")}, {"ranking", "no wasm"}}),
      std::make_shared<NoHost>());
  ASSERT_FALSE(set);
  EXPECT_TRUE(set.error().describe().starts_with("build/ranking.wasm: ")) << set.error().describe();
}

}  // namespace
}  // namespace modus::functions
