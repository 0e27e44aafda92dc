// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/static_files.h"

#include <fstream>

#include <gtest/gtest.h>

#include "runtime/app/temporary_folder_for_test.h"

namespace modus::serve {
namespace {

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    write("index.html", "<p>home</p>");
    write("a b+ü.JS", "");
    write("chat.js", "let x;");
    write("docs/index.html", "<p>docs</p>");
    write(".env", "SECRET=1");
    auto loaded = StaticFiles::load(folder_.path() / "web");
    EXPECT_TRUE(loaded) << loaded.error().describe();
    files_ = *std::move(loaded);
  }

  void write(const std::filesystem::path& name, std::string_view content) {
    const auto file = folder_.path() / "web" / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
  }

  HttpResponse get(std::string_view path, std::string_view tag = "",
                   std::string_view method = "GET") {
    const std::string whole = "/" + std::string(path);
    HttpRequest request{.method = method,
                        .target = whole,
                        .path = whole,
                        .query = {},
                        .body = {},
                        .header = [&](std::string_view name) {
                          return name == "If-None-Match" ? tag : std::string_view();
                        }};
    return files_.answer(request, path);
  }
  static std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto& [given, value] : response.headers)
      if (given == name) return value;
    return "";
  }

  app::TemporaryFolder folder_;
  StaticFiles files_;
};

TEST_F(StaticFilesTest, AnswersWithFilesAndTheirTypes) {
  const auto page = get("");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<p>home</p>");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(get("chat.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(get("a%20b+%C3%BC.JS").content_type, "application/octet-stream");
}

TEST_F(StaticFilesTest, AnswersAFolderWithItsIndex) {
  EXPECT_EQ(get("docs/").body, "<p>docs</p>");
  const auto moved = get("docs");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(header(moved, "Location"), "/docs/");
}

TEST_F(StaticFilesTest, KnowsNothingElse) {
  for (const std::string_view path :
       {"nope", ".env", "../web/index.html", "%2e%2e/web/index.html", "docs/../index.html",
        "..%2fweb%2findex.html", "/index.html", "//etc/passwd", "docs//", "index.html/",
        "chat.js%00.html", "docs%5c..%5cindex.html"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(StaticFilesTest, NeedNotBeSentAgain) {
  const std::string tag = header(get("chat.js"), "ETag");
  const auto same = get("chat.js", tag);
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(get("chat.js", "\"other\"").status, 200);
}

TEST_F(StaticFilesTest, AreOnlyRead) {
  const auto refused = get("chat.js", "", "POST");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header(refused, "Allow"), "GET, HEAD");
}

TEST_F(StaticFilesTest, AreBounded) {
  write("large", "x");
  std::filesystem::resize_file(folder_.path() / "web/large", StaticFiles::kMostBytes);
  const auto loaded = StaticFiles::load(folder_.path() / "web");
  EXPECT_EQ(loaded.error().code(), ErrorCode::kResourceExhausted);
  EXPECT_TRUE(loaded.error().message().contains("more than 64 MB together"));
}

}  // namespace
}  // namespace modus::serve
