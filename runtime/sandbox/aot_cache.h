// SPDX-License-Identifier: Apache-2.0
// Compiled modules on disk. What is in there is machine code that will be executed, so only a
// folder that nobody else can write is used, and each file carries a digest of its contents.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/bytes.h"

namespace modus::sandbox {

/// Never fails: without a usable folder nothing is found and nothing is kept. Thread-safe, also
/// between processes: files appear whole, by renaming.
class AotCache {
 public:
  /// `settings` names everything besides the module that the compiled code depends on.
  AotCache(std::filesystem::path directory, std::string settings);

  /// The name under which a module's code is kept.
  std::string key(Bytes wasm) const;

  /// The code, or nothing when there is none or the file is damaged.
  std::optional<std::vector<std::byte>> load(const std::string& key) const;
  void store(const std::string& key, Bytes code) const;

 private:
  std::filesystem::path path(const std::string& key) const;

  std::filesystem::path directory_;  // empty: not used
  std::string settings_;
};

}  // namespace modus::sandbox
