// SPDX-License-Identifier: Apache-2.0
// A folder of an app that is served as it is: an endpoint of the type "static".
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

struct StaticSite {
  std::string name;
  std::string path;    // where its files begin; ends with "/"
  std::string folder;  // relative to modus.json and below it

  /// Fails with kInvalidArgument naming the key and what is wrong with it.
  static Result<StaticSite> read(const ManifestNode& node, std::string_view name);
};

/// The files of such a folder and of those in it, relative to it and sorted. Symbolic links are
/// left out, and so is what has a name that begins with a dot. Fails with kNotFound when there is
/// no such folder, and with kUnavailable.
Result<std::vector<std::filesystem::path>> files_of_site(const std::filesystem::path& folder);

}  // namespace modus::app
