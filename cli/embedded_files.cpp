// SPDX-License-Identifier: Apache-2.0
#include "cli/embedded_files.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// Each line is a file, or a folder with a slash behind it, as seen from the sources' folder.
bool is_listed(const fs::path& list, const fs::path& sources, const fs::path& path) {
  std::ifstream stream(list);
  for (std::string line; std::getline(stream, line);) {
    const fs::path entry = (sources / line).lexically_normal();
    if (entry.has_filename() ? path == entry : path.string().starts_with(entry.string()))
      return true;
  }
  return false;
}

}  // namespace

bool is_embedded(const fs::path& app, const std::vector<app::Module>& modules,
                 const fs::path& path) {
  constexpr const char* kList = ".embedded";
  if (modules.empty()) return is_listed(app / "build" / kList, app, path);
  return std::ranges::any_of(modules, [&](const app::Module& module) {
    return is_listed(app / "build/.modules" / module.name / kList, app / module.path, path);
  });
}

}  // namespace modus::cli
