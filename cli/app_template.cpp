// SPDX-License-Identifier: Apache-2.0
#include "cli/app_template.h"

#include <fstream>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "cli/paths.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

Result<void> check_folder(const fs::path& folder) {
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return {};
  return fail(ErrorCode::kInvalidArgument,
              "{} is there already and not an empty folder; choose another with --dir",
              folder.string());
}

void copy_with_name(const fs::path& from, const fs::path& to, const std::string& name) {
  std::ifstream source(from, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(source), {}};
  constexpr std::string_view kPlaceholder = "{{name}}";
  for (std::size_t at = text.find(kPlaceholder); at != std::string::npos;
       at = text.find(kPlaceholder, at + name.size())) {
    text.replace(at, kPlaceholder.size(), name);
  }
  fs::create_directories(to.parent_path());
  std::ofstream target(to, std::ios::binary);
  target << text;
  target.exceptions(std::ios::failbit | std::ios::badbit);
  target.flush();
}

void lay_out(const fs::path& source, const fs::path& target, const std::string& name) {
  for (auto entry = fs::recursive_directory_iterator(source);
       entry != fs::recursive_directory_iterator(); ++entry) {
    // What a build or an install left in a template of this checkout is not part of it.
    const bool produced =
        entry->path().filename() == "node_modules" || entry->path().filename() == "build";
    if (produced && entry->is_directory()) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      copy_with_name(entry->path(), target / fs::relative(entry->path(), source), name);
    }
  }
}

}  // namespace

Result<std::string> template_of(const std::string& language) {
  if (language == "assemblyscript" || language == "as") return "assemblyscript";
  if (language == "go" || language == "golang") return "go";
  return fail(ErrorCode::kInvalidArgument,
              "there is no language \"{}\" yet; use assemblyscript or go", language);
}

Result<void> lay_out_template(const std::string& of, const fs::path& folder,
                              const std::string& name) {
  MODUS_CHECK(check_folder(folder));
  MODUS_TRY(source, find_shipped("templates/" + of));
  try {
    lay_out(source, folder, name);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kUnavailable, "cannot write to {}: {}", folder.string(), error.what());
  }
  return {};
}

}  // namespace modus::cli
