// SPDX-License-Identifier: Apache-2.0
// Writes a module anew: so that its state can be read, or so that it begins with a given state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/sandbox/snapshot/layout.h"

namespace modus::sandbox::snapshot {

/// The module with exports added at the end: its changing globals in their order, its memory when
/// it has one, and for each segment of Instrumented::probed a function that traps when the segment
/// is dropped.
struct Instrumented {
  std::vector<std::byte> wasm;
  std::vector<std::uint32_t> probed;
};
Instrumented instrument(const Layout& layout);

/// A global's bits, little-endian, whatever its type.
using GlobalBits = std::array<std::byte, 16>;

/// What an instance is made of, beside what never changes.
struct State {
  std::vector<GlobalBits> globals;  // those that change, in their order
  std::vector<std::byte> memory;
  std::set<std::uint32_t> dropped;  // passive data segments
};

/// The module whose instances begin in that state, with nothing left to initialise.
std::vector<std::byte> freeze(const Layout& layout, const State& state);

}  // namespace modus::sandbox::snapshot
