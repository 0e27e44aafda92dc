// SPDX-License-Identifier: Apache-2.0
// What was built last of each module of an app, so that only what changed is built again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "cli/app_source.h"
#include "cli/module_compiler.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// A hash over all that a module is made from: its files and those of the app's folder that belong
/// to no module, the compiler with the SDK, and how it is to be compiled. Files outside of the
/// app's folder are not seen.
class Fingerprints {
 public:
  /// Reads what the modules share.
  static Result<Fingerprints> read(const AppSource& app, BuildTarget target,
                                   const Toolchains& toolchains);

  /// Thread-safe.
  Result<std::string> of(const ModuleSource& module) const;

 private:
  std::filesystem::path app_;
  std::string shared_;
  std::map<Language, std::string> toolchains_;
};

/// A module that was built, in a folder of its own below the app's build folder until all modules
/// of a version are: only then they take the places from which they are served.
class BuildState {
 public:
  BuildState(const AppSource& app, const ModuleSource& module);

  /// Where the compiler may leave what it makes.
  const std::filesystem::path& work_folder() const { return folder_; }

  struct Built {
    std::string fingerprint;
    std::string sha256;  // of the .wasm
    std::size_t functions = 0;
  };
  /// What was built from that fingerprint, if it is still there.
  std::optional<Built> find(const std::string& fingerprint) const;
  /// Remembers it and keeps its .wasm.
  Result<void> keep(const CompiledModule& compiled, const std::string& fingerprint) const;

  /// The .wasm that was built last, whether or not it is in its place yet.
  std::filesystem::path wasm() const;
  /// Puts the .wasm in its place, in one step.
  Result<void> place() const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path waiting_;  // the .wasm before it is placed
  std::filesystem::path placed_;
};

}  // namespace modus::cli
