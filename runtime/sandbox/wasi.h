// SPDX-License-Identifier: Apache-2.0
// WASI preview 1, as much of it as a sandbox without files has: clocks, randomness, output,
// environment, exit and sleep. Nothing here blocks the thread, and every address a guest passes is
// checked. https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
#pragma once

#include <string_view>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {

inline constexpr std::string_view kWasiModule = "wasi_snapshot_preview1";

/// Defines the function of that name; one that is unknown answers ENOSYS. `type` is what the module
/// imports.
ErrorPtr define_wasi(wasmtime_linker_t* linker, std::string_view name, const FunctionType& type);

/// poll_oneoff suspends the guest, so it is a host function like any other.
inline bool is_poll_oneoff(std::string_view name) { return name == "poll_oneoff"; }
FunctionType poll_oneoff_type();
void poll_oneoff(HostCall call);

/// Error numbers of preview 1.
enum Errno : std::uint16_t {
  kSuccess = 0,
  kBadFile = 8,
  kFault = 21,
  kInvalid = 28,
  kNoEntry = 44,
  kNoSystemCall = 52,
  kSeekPipe = 70,
};

/// Nanoseconds of WASI's clock 0 (wall) or 1 (monotonic); nothing for other clocks.
std::optional<std::uint64_t> read_clock(std::uint32_t clock);

}  // namespace modus::sandbox
