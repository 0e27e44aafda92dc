// SPDX-License-Identifier: Apache-2.0
// What was built last of each module of an app, so that only what changed is built again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "cli/app_source.h"
#include "cli/build_inputs.h"
#include "cli/module_compiler.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// A hash over what is known of a module before it is built: the files of its folder, the compiler
/// with the SDK, and how it is to be compiled. What it takes from elsewhere its BuildInputs tell.
class Fingerprints {
 public:
  /// Reads what the modules share.
  static Result<Fingerprints> read(const AppSource& app, BuildTarget target,
                                   const Toolchains& toolchains);

  /// Thread-safe.
  Result<std::string> of(const ModuleSource& module) const;

 private:
  std::filesystem::path app_;
  std::map<Language, std::string> toolchains_;
};

/// A module as it was built last for one target. It is kept in a folder of its own below the app's
/// build folder, and gets the place from which it is served only when all modules of a version are
/// good.
class BuildState {
 public:
  BuildState(const AppSource& app, const ModuleSource& module, BuildTarget target);

  /// Below which all of them are, and those of one target.
  static std::filesystem::path root(const AppSource& app) { return app.state_folder / ".modules"; }
  static std::filesystem::path root(const AppSource& app, BuildTarget target);

  /// Where the compiler may leave what it makes.
  const std::filesystem::path& work_folder() const { return folder_; }

  /// How many functions it has if it was built from that fingerprint, what it takes from elsewhere
  /// is unchanged, and it is still there.
  std::optional<std::size_t> find(const std::string& fingerprint) const;
  /// Remembers it and keeps its .wasm. `started`: when its build did.
  Result<void> keep(const CompiledModule& compiled, const std::string& fingerprint,
                    std::filesystem::file_time_type started) const;

  /// The .wasm that is kept.
  const std::filesystem::path& wasm() const { return kept_; }
  /// Puts a copy in its place, in one step, unless it is there.
  Result<void> place() const;

 private:
  /// What the compiler read elsewhere.
  BuildInputs inputs() const;

  std::filesystem::path source_;  // the module's folder
  std::filesystem::path folder_;
  std::filesystem::path kept_;
  std::filesystem::path placed_;
};

}  // namespace modus::cli
