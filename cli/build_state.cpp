// SPDX-License-Identifier: Apache-2.0
#include "cli/build_state.h"

#include <fstream>

#include <fmt/format.h>

#include "cli/app_files.h"
#include "cli/file_identity.h"
#include "runtime/app/read_file.h"
#include "runtime/base/sha256.h"
#include "runtime/json/writer.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLongestState = 4096;

// The SDK's tools and sources decide what is made of a module.
Result<std::string> hash_of_sdk(const fs::path& folder, std::string_view compiler,
                                std::string_view kind) {
  MODUS_TRY(files, hash_of_folder(folder, [](const fs::directory_entry&) { return true; }));
  return fmt::format("{} {} {} {}", MODUS_VERSION, compiler, kind, files);
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
  Fingerprints fingerprints;
  fingerprints.app_ = app.folder;
  if (toolchains.assemblyscript) {
    MODUS_TRY(hash, hash_of_sdk(*toolchains.assemblyscript, node_version().value_or(""),
                                to_string(target)));
    fingerprints.toolchains_.emplace(Language::kAssemblyScript, std::move(hash));
  }
  if (toolchains.go) {
    MODUS_TRY(hash, hash_of_sdk(toolchains.go->sdk, go_settings(), to_string(target)));
    fingerprints.toolchains_.emplace(Language::kGo, std::move(hash));
  }
  return fingerprints;
}

// A build folder of its own is left from when the module was an app.
Result<std::string> Fingerprints::of(const ModuleSource& module) const {
  MODUS_TRY(files, hash_of_folder(module.folder, [&module](const fs::directory_entry& entry) {
              return entry.path() != module.folder / "build";
            }));
  return sha256_hex(fmt::format("{}\n{} {}\n{}", module.folder.lexically_relative(app_).string(),
                                toolchains_.at(module.language), module.go_compiler, files));
}

BuildState::BuildState(const AppSource& app, const ModuleSource& module, BuildTarget target)
    : source_(module.folder),
      folder_(root(app, target) / module.name),
      kept_(folder_ / "kept.wasm"),
      placed_(app.build_folder / (module.name + ".wasm")) {}

fs::path BuildState::root(const AppSource& app, BuildTarget target) {
  return root(app) / to_string(target);
}

BuildInputs BuildState::inputs() const {
  return BuildInputs::read(BuildInputs::list_in(folder_), source_).outside();
}

std::optional<std::size_t> BuildState::find(const std::string& fingerprint) const {
  const auto text = app::read_file(folder_ / "built.json", kLongestState);
  const auto document = text ? json::parse(*text) : std::unexpected(text.error());
  if (!document || !document->is_object()) return std::nullopt;
  const json::Object& object = document->get_object();
  const json::Value* functions = object.if_contains("functions");
  if (json::find_string(object, "fingerprint") != fingerprint || functions == nullptr ||
      !functions->is_int64() || functions->get_int64() < 0) {
    return std::nullopt;
  }
  const auto is = [&](std::string_view key, const Result<std::string>& hash) {
    return hash && json::find_string(object, key) == *hash;
  };
  if (!is("inputs", inputs().hash()) || !is("sha256", hash_of_file(kept_))) return std::nullopt;
  return static_cast<std::size_t>(functions->get_int64());
}

Result<void> BuildState::keep(const CompiledModule& compiled, const std::string& fingerprint,
                              fs::file_time_type started) const {
  MODUS_TRY(hash, hash_of_file(compiled.wasm));
  MODUS_CHECK(move(compiled.wasm, kept_));
  const BuildInputs read = inputs();
  MODUS_TRY(read_hash, read.hash());
  json::Writer writer;
  writer.begin_object();
  writer.key("fingerprint");
  writer.string(fingerprint);
  writer.key("inputs");
  writer.string(read.were_written_since(started) ? "" : read_hash);
  writer.key("sha256");
  writer.string(hash);
  writer.key("functions");
  writer.integer(static_cast<std::int64_t>(compiled.functions));
  writer.end_object();
  return write_file(folder_ / "built.json", writer.take());
}

Result<void> BuildState::place() const {
  const auto there = hash_of_file(placed_);
  MODUS_TRY(kept, hash_of_file(kept_));
  if (there && *there == kept) return {};
  return place_file(kept_, placed_);
}

}  // namespace modus::cli
