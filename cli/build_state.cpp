// SPDX-License-Identifier: Apache-2.0
#include "cli/build_state.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/base/sha256.h"
#include "runtime/json/writer.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLongestState = 4096;

Result<std::string> hash_of_file(const fs::path& file) {
  MODUS_TRY(content, app::read_file(file, app::AppFolderLimits{}.max_module_bytes));
  return sha256_hex(content);
}

// What is no source: told apart by what the file system says, for reading it takes too long.
constexpr std::uintmax_t kLargeFile = 16u << 20;

Result<std::string> identity_of_file(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size <= kLargeFile) return hash_of_file(file);
  const auto written = fs::last_write_time(file, error).time_since_epoch().count();
  return fmt::format("{} {}", size, written);
}

// Whether a folder holds what is installed or built rather than written.
bool is_passed_over(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with('.') || name == "node_modules";
}

/// The files below a folder, sorted. `is_wanted` is asked for folders and files.
template <class Wanted>
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

// Names and contents.
template <class Wanted>
Result<std::string> hash_of_folder(const fs::path& folder, const Wanted& is_wanted) {
  MODUS_TRY(files, files_below(folder, is_wanted));
  std::string text;
  for (const fs::path& file : files) {
    MODUS_TRY(identity, identity_of_file(file));
    text += fmt::format("{} {}\n", identity, file.lexically_relative(folder).string());
  }
  return sha256_hex(text);
}

// The SDK's tools and sources decide what is made of a module.
Result<std::string> hash_of_sdk(const fs::path& folder, std::string_view compiler,
                                std::string_view kind) {
  MODUS_TRY(files, hash_of_folder(folder, [](const fs::directory_entry&) { return true; }));
  return fmt::format("{} {} {} {}", MODUS_VERSION, compiler, kind, files);
}

// What modules of either language may take from the app's folder, such as sources they share.
Result<std::string> hash_of_shared(const AppSource& app) {
  return hash_of_folder(app.folder, [&app](const fs::directory_entry& entry) {
    std::error_code ignored;
    if (!entry.is_directory(ignored)) return is_source(entry.path());
    return entry.path() != app.folder / "build" &&
           std::ranges::find(app.modules, entry.path(), &ModuleSource::folder) == app.modules.end();
  });
}

Result<void> write_file(const fs::path& file, std::string_view content) {
  std::ofstream stream(file, std::ios::binary);
  stream << content << std::flush;
  if (stream) return {};
  return fail(ErrorCode::kUnavailable, "cannot write to {}", file.string());
}

Result<void> move(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(ErrorCode::kUnavailable, "cannot move {} to {}: {}", from.string(), to.string(),
              error.message());
}

}  // namespace

Result<Fingerprints> Fingerprints::read(const AppSource& app, BuildTarget target,
                                        const Toolchains& toolchains) {
  const std::string_view kind = target == BuildTarget::kRelease ? "release" : "debug";
  Fingerprints fingerprints;
  fingerprints.app_ = app.folder;
  MODUS_TRY(shared, hash_of_shared(app));
  fingerprints.shared_ = std::move(shared);
  if (toolchains.assemblyscript) {
    MODUS_TRY(hash, hash_of_sdk(*toolchains.assemblyscript, node_version().value_or(""), kind));
    fingerprints.toolchains_.emplace(Language::kAssemblyScript, std::move(hash));
  }
  if (toolchains.go) {
    MODUS_TRY(hash, hash_of_sdk(toolchains.go->sdk, go_version().value_or(""), kind));
    fingerprints.toolchains_.emplace(Language::kGo, std::move(hash));
  }
  return fingerprints;
}

// A build folder of its own is left from when the module was an app.
Result<std::string> Fingerprints::of(const ModuleSource& module) const {
  MODUS_TRY(files, hash_of_folder(module.folder, [&module](const fs::directory_entry& entry) {
              return entry.path() != module.folder / "build";
            }));
  return sha256_hex(
      fmt::format("{}\n{} {}\n{}\n{}", module.folder.lexically_relative(app_).string(),
                  toolchains_.at(module.language), module.go_compiler, shared_, files));
}

BuildState::BuildState(const AppSource& app, const ModuleSource& module)
    : folder_(app.build_folder / ".modules" / module.name),
      waiting_(folder_ / "waiting.wasm"),
      placed_(app.build_folder / (module.name + ".wasm")) {}

std::optional<BuildState::Built> BuildState::find(const std::string& fingerprint) const {
  const auto text = app::read_file(folder_ / "built.json", kLongestState);
  const auto document = text ? json::parse(*text) : std::unexpected(text.error());
  if (!document || !document->is_object()) return std::nullopt;
  const json::Object& object = document->get_object();
  const json::Value* functions = object.if_contains("functions");
  if (json::find_string(object, "fingerprint") != fingerprint || functions == nullptr ||
      !functions->is_int64() || functions->get_int64() < 0) {
    return std::nullopt;
  }
  Built built{.fingerprint = fingerprint,
              .sha256 = std::string(json::find_string(object, "sha256").value_or("")),
              .functions = static_cast<std::size_t>(functions->get_int64())};
  const auto hash = hash_of_file(wasm());
  if (!hash || *hash != built.sha256) return std::nullopt;
  return built;
}

Result<void> BuildState::keep(const CompiledModule& compiled,
                              const std::string& fingerprint) const {
  MODUS_TRY(hash, hash_of_file(compiled.wasm));
  MODUS_CHECK(move(compiled.wasm, waiting_));
  json::Writer writer;
  writer.begin_object();
  writer.key("fingerprint");
  writer.string(fingerprint);
  writer.key("sha256");
  writer.string(hash);
  writer.key("functions");
  writer.integer(static_cast<std::int64_t>(compiled.functions));
  writer.end_object();
  return write_file(folder_ / "built.json", writer.take());
}

fs::path BuildState::wasm() const {
  std::error_code ignored;
  return fs::exists(waiting_, ignored) ? waiting_ : placed_;
}

Result<void> BuildState::place() const {
  std::error_code ignored;
  if (!fs::exists(waiting_, ignored)) return {};
  return move(waiting_, placed_);
}

}  // namespace modus::cli
