// SPDX-License-Identifier: Apache-2.0
#include "cli/paths.h"

#include <cstdlib>
#include <vector>

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

fs::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path binary_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

}  // namespace

fs::path cache_folder() {
  if (const fs::path chosen = variable("MODUS_CACHE"); !chosen.empty()) return chosen;
  if (const fs::path caches = variable("XDG_CACHE_HOME"); !caches.empty()) return caches / "modus";
  const fs::path home = variable("HOME");
  return (home.empty() ? fs::temp_directory_path() : home / ".cache") / "modus";
}

fs::path models_folder() {
  const fs::path chosen = variable("MODUS_MODELS");
  return chosen.empty() ? cache_folder() / "models" : chosen;
}

Result<fs::path> find_shipped(std::string_view name) {
  std::vector<fs::path> places;
  if (const fs::path home = variable("MODUS_HOME"); !home.empty()) places.push_back(home / name);
  const fs::path above = binary_folder().parent_path();
  places.push_back(above / name);
  places.push_back(above / "share/modus" / name);
  std::string tried;
  for (const fs::path& place : places) {
    if (fs::is_directory(place)) return place;
    tried += "\n  " + place.string();
  }
  return fail(ErrorCode::kNotFound,
              "this installation of Modus is incomplete: it lacks {}. Looked for{}", name, tried);
}

fs::path llama_server() {
  if (const fs::path chosen = variable("MODUS_LLAMA_SERVER"); !chosen.empty()) return chosen;
  const fs::path beside = binary_folder() / "llama-server";
  return fs::exists(beside) ? beside : binary_folder().parent_path() / "libexec/modus/llama-server";
}

}  // namespace modus::cli
