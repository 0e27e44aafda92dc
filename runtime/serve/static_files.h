// SPDX-License-Identifier: Apache-2.0
// The files of a static site, held in memory: what is not among them cannot be asked for.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// Immutable and thread-safe.
class StaticFiles {
 public:
  static constexpr std::uint64_t kMostBytes = 64u << 20;

  /// Reads what app::files_of_site() finds. Fails as that does, and with kResourceExhausted when it
  /// is more than kMostBytes.
  static Result<StaticFiles> load(const std::filesystem::path& folder);

  /// Answers GET and HEAD of a path within the site, without the slash at its front. A folder is
  /// answered with its index.html.
  HttpResponse answer(const HttpRequest& request, std::string_view path) const;

 private:
  struct File {
    std::string_view media_type;
    std::string tag;  // an ETag of its content
    std::string content;
  };

  std::map<std::string, File, std::less<>> files_;  // by path, with slashes
};

}  // namespace modus::serve
