// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/static_site.h"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"

namespace modus::app {
namespace {

namespace fs = std::filesystem;

TEST(StaticSite, HoldsOrdinaryFilesOnly) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "a/b");
  fs::create_directories(folder.path() / ".git");
  for (const std::string_view name : {"index.html", "a/b/c.css", ".env", ".git/config", "a/.x"})
    std::ofstream(folder.path() / name) << "x";
  fs::create_symlink("/etc/passwd", folder.path() / "passwd");
  fs::create_directory_symlink("/etc", folder.path() / "etc");
  EXPECT_EQ(files_of_site(folder.path()), (std::vector<fs::path>{"a/b/c.css", "index.html"}));
}

TEST(StaticSite, MustBeAFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(files_of_site(folder.path() / "web").error().code(), ErrorCode::kNotFound);
  fs::create_directory_symlink("/etc", folder.path() / "web");
  EXPECT_EQ(files_of_site(folder.path() / "web").error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace modus::app
