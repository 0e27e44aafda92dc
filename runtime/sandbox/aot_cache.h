// SPDX-License-Identifier: Apache-2.0
// Compiled modules on disk. What is in there is machine code that will be executed, so only a
// folder that nobody else can write is used, and every byte is checked before any is handed out.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/bytes.h"
#include "runtime/sandbox/aot_cache_file.h"

namespace modus::sandbox {

/// What the processor can do, as the kernel lists it; empty when it does not say.
std::string processor_features();

/// Never fails: without a usable folder nothing is found and nothing is kept, and problem() says
/// why. Thread-safe, also between processes: files appear whole, by renaming, and a reader keeps
/// what it has opened.
class AotCache {
 public:
  struct Tuning {
    /// Compiled code may use all of these, so another processor has keys of its own.
    std::string processor = processor_features();
    /// Files not used for the longest time go when there is more than this.
    std::uint64_t max_bytes = 512u << 20;
  };

  /// Creates the folder with mode 0700 when it is missing. An empty path: nothing is ever kept.
  /// `settings` names everything besides the module and the engine's version that the compiled
  /// code depends on.
  AotCache(std::filesystem::path directory, std::string settings, Tuning tuning);
  AotCache(std::filesystem::path directory, std::string settings)
      : AotCache(std::move(directory), std::move(settings), Tuning()) {}

  /// The name under which a module's code is kept.
  std::string key(Bytes wasm) const;

  /// Exactly what was stored under this key, as a file to map, or nothing. A damaged file is
  /// removed.
  std::optional<CachedCode> load(const std::string& key) const;

  /// Replaces what was there. From time to time it also removes old files.
  void store(const std::string& key, Bytes code, std::string_view note = {}) const;

  /// The first thing that kept the cache from working, with what to do about it; empty: nothing.
  std::string problem() const;

 private:
  File open_folder() const;
  void report(std::string trouble) const;

  std::filesystem::path directory_;  // empty: not used
  std::string settings_;
  std::uint64_t max_bytes_;
  mutable std::atomic<unsigned> stores_ = 0;
  mutable std::mutex mutex_;
  mutable std::string problem_;
};

}  // namespace modus::sandbox
