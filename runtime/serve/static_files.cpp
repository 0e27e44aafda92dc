// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/static_files.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "runtime/app/read_file.h"
#include "runtime/app/static_site.h"
#include "runtime/base/sha256.h"
#include "runtime/serve/http/answers.h"
#include "runtime/serve/http/url_query.h"

namespace modus::serve {
namespace {

constexpr std::string_view kIndex = "index.html";

struct MediaTypeOf {
  std::string_view extension;
  std::string_view type;
};
constexpr std::array kMediaTypes{
    MediaTypeOf{".html", "text/html; charset=utf-8"},
    MediaTypeOf{".css", "text/css; charset=utf-8"},
    MediaTypeOf{".js", "text/javascript; charset=utf-8"},
    MediaTypeOf{".mjs", "text/javascript; charset=utf-8"},
    MediaTypeOf{".json", "application/json"},
    MediaTypeOf{".map", "application/json"},
    MediaTypeOf{".webmanifest", "application/manifest+json"},
    MediaTypeOf{".xml", "application/xml"},
    MediaTypeOf{".txt", "text/plain; charset=utf-8"},
    MediaTypeOf{".md", "text/markdown; charset=utf-8"},
    MediaTypeOf{".svg", "image/svg+xml"},
    MediaTypeOf{".png", "image/png"},
    MediaTypeOf{".jpg", "image/jpeg"},
    MediaTypeOf{".jpeg", "image/jpeg"},
    MediaTypeOf{".gif", "image/gif"},
    MediaTypeOf{".webp", "image/webp"},
    MediaTypeOf{".avif", "image/avif"},
    MediaTypeOf{".ico", "image/vnd.microsoft.icon"},
    MediaTypeOf{".woff", "font/woff"},
    MediaTypeOf{".woff2", "font/woff2"},
    MediaTypeOf{".mp3", "audio/mpeg"},
    MediaTypeOf{".mp4", "video/mp4"},
    MediaTypeOf{".webm", "video/webm"},
    MediaTypeOf{".pdf", "application/pdf"},
    MediaTypeOf{".wasm", "application/wasm"},
};

std::string_view media_type_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  const auto* const found = std::ranges::find(kMediaTypes, extension, &MediaTypeOf::extension);
  return found == kMediaTypes.end() ? "application/octet-stream" : found->type;
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
  MODUS_TRY(paths, app::files_of_site(folder));
  StaticFiles site;
  std::uint64_t left = kMostBytes;
  for (const std::filesystem::path& path : paths) {
    auto content = app::read_file(folder / path, left);
    if (!content && content.error().code() == ErrorCode::kResourceExhausted) {
      return fail(ErrorCode::kResourceExhausted,
                  "the files in {} are more than {} MB together; serve large ones from elsewhere",
                  folder.string(), kMostBytes >> 20);
    }
    if (!content) return std::unexpected(std::move(content).error());
    left -= content->size();
    site.files_.emplace(path.generic_string(),
                        File{.media_type = media_type_of(path),
                             .tag = fmt::format("\"{}\"", sha256_hex(*content).substr(0, 32)),
                             .content = *std::move(content)});
  }
  return site;
}

HttpResponse StaticFiles::answer(const HttpRequest& request, std::string_view path) const {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpResponse refused = text_response(405, "Method not allowed");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  std::string name = decode_url_path(path);
  if (files_.contains(fmt::format("{}/{}", name, kIndex)))
    return moved_to(std::string(request.path) + "/");
  if (name.empty() || name.ends_with('/')) name += kIndex;
  const auto found = files_.find(name);
  if (found == files_.end()) return text_response(404, "Not Found");
  const File& file = found->second;
  HttpResponse response{.content_type = std::string(file.media_type),
                        .headers = {{"ETag", file.tag},
                                    {"Cache-Control", "no-cache"},
                                    {"X-Content-Type-Options", "nosniff"}},
                        .body = file.content};
  if (request.header("If-None-Match") != file.tag) return response;
  response.status = 304;
  response.body.clear();
  return response;
}

}  // namespace modus::serve
