// SPDX-License-Identifier: Apache-2.0
#include "cli/build_inputs.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "cli/app_source.h"
#include "cli/file_identity.h"
#include "runtime/app/manifest_paths.h"
#include "runtime/app/read_file.h"
#include "runtime/base/sha256.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLongestList = 16u << 20;

// As far as it is there, with links followed.
fs::path real_path(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : real;
}

}  // namespace

BuildInputs BuildInputs::read(const fs::path& list) {
  BuildInputs inputs;
  const auto text = app::read_file(list, kLongestList);
  if (!text) return inputs;
  std::set<fs::path> files;
  for (const auto line : std::views::split(*text, '\n')) {
    const fs::path file(std::string_view(line.begin(), line.end()));
    if (file.is_absolute()) files.insert(real_path(file));
  }
  inputs.files_.assign(files.begin(), files.end());
  return inputs;
}

BuildInputs BuildInputs::outside_of(const fs::path& folder) const {
  const fs::path real = real_path(folder);
  BuildInputs outside;
  std::ranges::copy_if(files_, std::back_inserter(outside.files_), [&](const fs::path& file) {
    return app::leads_outside(file.lexically_relative(real));
  });
  return outside;
}

std::vector<fs::path> BuildInputs::with_neighbours() const {
  std::set<fs::path> folders;
  for (const fs::path& file : files_) folders.insert(file.parent_path());
  std::set<fs::path> files(files_.begin(), files_.end());
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (is_source(entry->path())) files.insert(entry->path());
    }
  }
  return {files.begin(), files.end()};
}

Result<std::string> BuildInputs::hash() const {
  std::string text;
  for (const fs::path& file : with_neighbours()) {
    MODUS_TRY(identity, identity_of_file(file));
    text += fmt::format("{} {}\n", identity, file.string());
  }
  return sha256_hex(text);
}

bool BuildInputs::were_written_since(fs::file_time_type time) const {
  return std::ranges::any_of(with_neighbours(), [&](const fs::path& file) {
    std::error_code error;
    const auto written = fs::last_write_time(file, error);
    return !error && written >= time;
  });
}

}  // namespace modus::cli
