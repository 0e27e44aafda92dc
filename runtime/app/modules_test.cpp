// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/modules.h"

#include <gtest/gtest.h>

#include "runtime/app/manifest.h"

namespace modus::app {
namespace {

Result<std::vector<Module>> read(std::string_view modules) {
  MODUS_TRY(manifest, Manifest::parse(fmt::format(R"({{"modules": {}}})", modules)));
  return std::move(manifest.modules);
}

std::string error_of(std::string_view modules) {
  const auto read_ones = read(modules);
  return read_ones ? "no error" : read_ones.error().message();
}

TEST(Modules, AreReadInTheOrderOfTheirCalls) {
  const auto modules = read(R"({
    "shop": {"path": "./shop/", "calls": ["ranking", "catalog"]},
    "ranking": {"path": "services/ranking", "prefix": "ranking", "calls": ["catalog"]},
    "catalog": "./catalog",
    "mail_2": "mail"})");
  ASSERT_TRUE(modules) << modules.error().message();
  EXPECT_EQ(*modules, (std::vector<Module>{
                          {.name = "catalog", .path = "catalog"},
                          {.name = "ranking",
                           .path = "services/ranking",
                           .prefix = "ranking",
                           .calls = {"catalog"}},
                          {.name = "shop", .path = "shop", .calls = {"ranking", "catalog"}},
                          {.name = "mail_2", .path = "mail"},
                      }));
}

TEST(Modules, AreNoneWithoutTheKey) {
  EXPECT_TRUE(Manifest::parse("{}")->modules.empty());
  EXPECT_EQ(error_of("{}"),
            R"(modus.json: modules lists none; add one like {"catalog": "./catalog"}, or leave it )"
            "out");
  EXPECT_EQ(error_of("[]"), "modus.json: modules must be an object");
}

TEST(Modules, HaveNamesThatAreIdentifiers) {
  for (const std::string_view name : {"", "Catalog", "2d", "_x", "a-b", "a.b"}) {
    EXPECT_EQ(error_of(fmt::format(R"({{"{}": "./a"}})", name)),
              fmt::format("modus.json: modules{}{} has a name that is not allowed; a module's name "
                          "has 1 to 63 lower case letters, digits and underscores, a letter first",
                          name.empty() ? "" : ".", name));
  }
  EXPECT_EQ(error_of(fmt::format(R"({{"{}": "./a"}})", std::string(63, 'a'))), "no error");
  EXPECT_NE(error_of(fmt::format(R"({{"{}": "./a"}})", std::string(64, 'a'))), "no error");
}

TEST(Modules, LieWithinTheApp) {
  EXPECT_EQ(error_of(R"({"a": "../a"})"),
            R"(modus.json: modules.a is "../a", which leads out of the app's folder; move the )"
            "module into it");
  EXPECT_EQ(error_of(R"({"a": {"path": "/srv/a"}})"),
            R"(modus.json: modules.a.path is "/srv/a", which leads out of the app's folder; move )"
            "the module into it");
  EXPECT_EQ(error_of(R"({"a": "x/.."})"),
            R"(modus.json: modules.a is "x/.."; it must name a folder within the app's, like )"
            R"("./ranking")");
  EXPECT_EQ(error_of(R"({"a": "./build/a"})"),
            R"(modus.json: modules.a is "./build/a", but the folder "build" holds what is built; )"
            "choose another");
  EXPECT_EQ(error_of(R"({"a": 3})"),
            R"(modus.json: modules.a must be a folder, or an object like {"path": "./a"})");
  EXPECT_EQ(error_of(R"({"a": {"prefix": "a"}})"), "modus.json: modules.a.path is missing");
  EXPECT_EQ(error_of(R"({"a": {"path": "./a", "call": ["b"]}})"),
            R"(modus.json: modules.a.call is not known; allowed: "path", "prefix", "calls")");
}

TEST(Modules, HaveAFolderEach) {
  EXPECT_EQ(error_of(R"({"a": "./x", "b": {"path": "x/"}})"),
            R"(modus.json: modules.a and modules.b have the same folder ("x"); each needs one of )"
            "its own");
  EXPECT_EQ(error_of(R"({"a": "x/y", "b": "x"})"),
            R"(modus.json: modules.a and modules.b lie one in the other ("x/y", "x"); each needs )"
            "one of its own");
  EXPECT_EQ(error_of(R"({"a": "x", "b": "xy"})"), "no error");
}

TEST(Modules, HavePrefixesThatAreNamesInGraphQL) {
  for (const std::string_view prefix : {"2", "_a", "a-b", "é"}) {
    EXPECT_EQ(
        error_of(fmt::format(R"({{"a": {{"path": "a", "prefix": "{}"}}}})", prefix)),
        fmt::format(R"(modus.json: modules.a.prefix is "{}"; a prefix has letters, digits and )"
                    "underscores, a letter first",
                    prefix));
  }
}

TEST(Modules, CallOneAnotherWithoutCircles) {
  EXPECT_EQ(error_of(R"({"a": {"path": "a", "calls": ["x"]}, "b": "b"})"),
            R"(modus.json: modules.a.calls names "x", but there is no such module; there is: b)");
  EXPECT_EQ(error_of(R"({"a": {"path": "a", "calls": ["x"]}})"),
            R"(modus.json: modules.a.calls names "x", but there is no such module; there are: )"
            "none");
  EXPECT_EQ(error_of(R"({"a": {"path": "a", "calls": ["a"]}})"),
            "modus.json: modules.a.calls names the module itself; its own functions need no grant");
  EXPECT_EQ(error_of(R"({"a": {"path": "a", "calls": ["b", "b"]}, "b": "b"})"),
            R"(modus.json: modules.a.calls names "b" twice)");
  EXPECT_EQ(error_of(R"({"x": {"path": "x", "calls": ["a"]},
                         "a": {"path": "a", "calls": ["b"]},
                         "b": {"path": "b", "calls": ["c"]},
                         "c": {"path": "c", "calls": ["a"]}})"),
            "modus.json: modules.c.calls goes round in a circle: a → b → c → a; move what both "
            "need into a module of its own");
}

}  // namespace
}  // namespace modus::app
