// SPDX-License-Identifier: Apache-2.0
#include "cli/app_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/app/static_site.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// With what is gone from the one gone from the other.
Result<void> place_folder(const fs::path& from, const fs::path& to) {
  MODUS_TRY(files, app::files_of_site(from));
  std::error_code error;
  fs::create_directories(to, error);
  for (const fs::path& file : files) MODUS_CHECK(place_file(from / file, to / file));
  MODUS_TRY(copies, app::files_of_site(to));
  for (const fs::path& copy : copies)
    if (!std::ranges::binary_search(files, copy)) fs::remove(to / copy, error);
  return {};
}

}  // namespace

Result<void> place_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::is_regular_file(from, error))
    return fail(ErrorCode::kNotFound, "there is no file {}, which modus.json names", from.string());
  const fs::path temporary = to.parent_path() / fmt::format(".{}.tmp", to.filename().string());
  fs::create_directories(temporary.parent_path(), error);
  if (!error) fs::copy_file(from, temporary, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(temporary, to, error);
  if (!error) return {};
  return fail(ErrorCode::kUnavailable, "cannot copy {} to {}: {}", from.string(), to.string(),
              error.message());
}

Result<void> place_files(const app::Manifest& manifest, const fs::path& from, const fs::path& to) {
  for (const std::string& file : manifest.files()) MODUS_CHECK(place_file(from / file, to / file));
  for (const std::string& folder : manifest.folders())
    MODUS_CHECK(place_folder(from / folder, to / folder));
  return {};
}

}  // namespace modus::cli
