// SPDX-License-Identifier: Apache-2.0
#include "cli/file_identity.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/base/sha256.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

using Wanted = std::function<bool(const fs::directory_entry&)>;

// What is no source: told apart by what the file system says, for reading it takes too long.
constexpr std::uintmax_t kLargeFile = 16u << 20;

// Whether a folder holds what is installed or built rather than written.
bool is_passed_over(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with('.') || name == "node_modules";
}

// Sorted.
Result<std::vector<fs::path>> files_below(const fs::path& folder, const Wanted& is_wanted) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;  // of what leads nowhere
    const bool is_folder = entry->is_directory(ignored);
    if (is_folder && (is_passed_over(entry->path()) || !is_wanted(*entry)))
      entry.disable_recursion_pending();
    if (!is_folder && entry->is_regular_file(ignored) && is_wanted(*entry))
      files.push_back(entry->path());
  }
  if (error)
    return fail(ErrorCode::kUnavailable, "cannot list {}: {}", folder.string(), error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::string> hash_of_file(const fs::path& file) {
  MODUS_TRY(content, app::read_file(file, app::AppFolderLimits{}.max_module_bytes));
  return sha256_hex(content);
}

Result<std::string> identity_of_file(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return "none";
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size <= kLargeFile) return hash_of_file(file);
  const auto written = fs::last_write_time(file, error).time_since_epoch().count();
  return fmt::format("{} {}", size, written);
}

Result<std::string> hash_of_folder(const fs::path& folder, const Wanted& is_wanted) {
  MODUS_TRY(files, files_below(folder, is_wanted));
  std::string text;
  for (const fs::path& file : files) {
    MODUS_TRY(identity, identity_of_file(file));
    text += fmt::format("{} {}\n", identity, file.lexically_relative(folder).string());
  }
  return sha256_hex(text);
}

}  // namespace modus::cli
