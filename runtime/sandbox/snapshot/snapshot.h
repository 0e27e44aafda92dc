// SPDX-License-Identifier: Apache-2.0
// Runs a module's initialisation once, ahead of all calls: the result is a module that begins where
// the initialisation ended, so that a fresh instance costs no more than mapping its memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"

namespace modus::sandbox {

/// A custom section by which a module says what it renews by itself after a restore: the words
/// `environment`, `random` and `time`, separated by blanks. What it does not name here, its
/// initialisation must not read: all instances would share the value, for as long as the snapshot
/// lives.
inline constexpr std::string_view kSnapshotSection = "modus_snapshot";

struct SnapshotLimits {
  std::uint64_t memory_bytes = 64u << 20;  // of the linear memory while initialising
  std::chrono::milliseconds time{5000};    // of the initialisation, without compiling the module
  std::uint64_t image_bytes = 64u << 20;   // of the resulting module
};

/// At most one of the two is filled; none when the module has nothing to initialise.
struct Snapshot {
  /// The module as it is after its initialisation, without `_initialize` and start section. Valid.
  std::vector<std::byte> wasm;
  /// Why there is no snapshot: a clause about the module, such as "it reads the time while it
  /// starts".
  std::string refusal;
};

/// The bytes may be anything; those of an invalid module are refused. No host function of an app is
/// ever run. Blocks while the module compiles and runs: not for a loop's thread. Thread-safe.
Snapshot take_snapshot(Bytes wasm, const SnapshotLimits& limits);

}  // namespace modus::sandbox
