// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/app_folder.h"

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"

namespace modus::app {
namespace {

TEST(AppFolder, ReadsManifestAndModule) {
  const TemporaryFolder folder;
  folder.write("modus.json", "{}");
  const std::string module("\0asm\1\0\0\0", 8);
  const auto path = folder.write("app.wasm", module);
  folder.write("app.wasm.map", "x");
  const auto app = read_app_folder(folder.path());
  ASSERT_TRUE(app) << app.error().message();
  EXPECT_TRUE(app->manifest.modules.empty());
  ASSERT_EQ(app->modules.size(), 1u);
  EXPECT_EQ(app->modules[0].name, "");
  EXPECT_EQ(app->modules[0].wasm, module);
  EXPECT_EQ(app->modules[0].path, path);
}

TEST(AppFolder, SaysWhatIsMissing) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(read_app_folder(folder.path() / "no").error().message(),
            "there is no folder " + path + "/no; run \"modus build\" first");
  EXPECT_EQ(read_app_folder(folder.path()).error().message(),
            path + " holds no .wasm file; run \"modus build\" first");
  folder.write("b.wasm", "b");
  EXPECT_EQ(read_app_folder(folder.path()).error().message(),
            path + " holds no modus.json; run \"modus build\" first");
  folder.write("modus.json", "{}");
  folder.write("a.wasm", "a");
  EXPECT_EQ(read_app_folder(folder.path()).error().message(),
            path + " holds several .wasm files (a.wasm, b.wasm); remove all but the app's own");
}

TEST(AppFolder, ReadsTheModulesThatAreListed) {
  const TemporaryFolder folder;
  folder.write("modus.json", R"({"modules": {
    "ranking": {"path": "./ranking", "calls": ["catalog"]}, "catalog": "./catalog"}})");
  folder.write("ranking.wasm", "r");
  folder.write("stale.wasm", "s");
  const auto missing = read_app_folder(folder.path());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message(), folder.path().string() +
                                           " holds no catalog.wasm for the module \"catalog\" that "
                                           "modus.json lists; run \"modus build\"");
  folder.write("catalog.wasm", "c");
  const auto app = read_app_folder(folder.path());
  ASSERT_TRUE(app) << app.error().message();
  ASSERT_EQ(app->modules.size(), 2u);
  EXPECT_EQ(app->modules[0].name, "catalog") << "a module comes after those it calls";
  EXPECT_EQ(app->modules[0].wasm, "c");
  EXPECT_EQ(app->modules[1].name, "ranking");
  EXPECT_EQ(app->modules[1].wasm, "r");
}

TEST(AppFolder, HoldsToItsLimits) {
  const TemporaryFolder folder;
  const auto path = folder.write("modus.json", "{   }");
  folder.write("a.wasm", "a");
  EXPECT_TRUE(read_app_folder(folder.path(), {.max_manifest_bytes = 5}));
  const auto app = read_app_folder(folder.path(), {.max_manifest_bytes = 4});
  ASSERT_FALSE(app);
  EXPECT_EQ(app.error().code(), ErrorCode::kResourceExhausted);
  EXPECT_EQ(app.error().message(), path.string() + " is larger than the 4 bytes allowed");
}

}  // namespace
}  // namespace modus::app
