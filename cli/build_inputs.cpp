// SPDX-License-Identifier: Apache-2.0
#include "cli/build_inputs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
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

void BuildInputs::make_relative(const fs::path& list, const fs::path& folder) {
  const BuildInputs inputs = read(list, folder);
  if (inputs.files_.empty()) return;
  std::ofstream stream(list, std::ios::binary | std::ios::trunc);
  for (const fs::path& file : inputs.files_)
    stream << file.lexically_relative(inputs.folder_).string() << '\n';
}

BuildInputs BuildInputs::read(const fs::path& list, const fs::path& folder) {
  BuildInputs inputs;
  inputs.folder_ = real_path(folder);
  const auto text = app::read_file(list, kLongestList);
  if (!text) return inputs;
  std::set<fs::path> files;
  for (const auto line : std::views::split(*text, '\n')) {
    const std::string_view name(line.begin(), line.end());
    if (!name.empty()) files.insert(real_path(inputs.folder_ / name));
  }
  inputs.files_.assign(files.begin(), files.end());
  return inputs;
}

BuildInputs BuildInputs::outside() const {
  BuildInputs outside;
  outside.folder_ = folder_;
  std::ranges::copy_if(files_, std::back_inserter(outside.files_), [this](const fs::path& file) {
    return app::leads_outside(file.lexically_relative(folder_));
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
    text += fmt::format("{} {}\n", identity, file.lexically_relative(folder_).string());
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
