// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/manifest_paths.h"

namespace modus::app {

Result<std::string> read_url_path(const ManifestNode& node) {
  MODUS_TRY(path, node.required_string("path"));
  if (!path.starts_with('/') || path.find_first_of(" \t\n\v\f\r") != path.npos)
    return node.wrong("path", R"(is "{}"; it must begin with "/" and hold no spaces)", path);
  if (path == "/health" || path == "/metrics")
    return node.wrong("path", R"(is "{}", which the runtime serves itself; choose another)", path);
  return path;
}

bool leads_outside(const std::filesystem::path& path) {
  return path.is_absolute() || *path.lexically_normal().begin() == "..";
}

}  // namespace modus::app
