// SPDX-License-Identifier: Apache-2.0
// The files that a module was made from, wherever they lie: its compiler lists them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace modus::cli {

/// What one build read. Files that were looked for in vain count, too: a build reads them once they
/// are there. Links are followed.
class BuildInputs {
 public:
  /// Where a compiler lists them, beside what it makes; also when the build fails.
  static std::filesystem::path list_in(const std::filesystem::path& out) { return out / ".inputs"; }
  /// Lets the list name files as seen from the module's folder: then it holds wherever an app is
  /// moved to.
  static void make_relative(const std::filesystem::path& list, const std::filesystem::path& folder);
  /// Of the module in the folder. None when there is no list.
  static BuildInputs read(const std::filesystem::path& list, const std::filesystem::path& folder);

  /// Those that do not lie below the module's folder.
  BuildInputs outside() const;

  /// Absolute and sorted.
  const std::vector<std::filesystem::path>& files() const { return files_; }

  /// Over names and contents; also of sources beside them, which may be of the same package.
  Result<std::string> hash() const;
  /// Whether one was written since. Of such a file nobody knows what a build that began then read.
  bool were_written_since(std::filesystem::file_time_type time) const;

 private:
  std::vector<std::filesystem::path> with_neighbours() const;

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> files_;
};

}  // namespace modus::cli
