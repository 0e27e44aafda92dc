// SPDX-License-Identifier: Apache-2.0
// Reads code only as far as a snapshot must know it: where each instruction ends, which data
// segments are named, and that no table is changed.
#pragma once

#include <cstdint>
#include <set>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"
#include "runtime/sandbox/snapshot/reader.h"

namespace modus::sandbox::snapshot {

/// The data segments that code names.
struct DataUse {
  std::uint32_t end = 0;            // above every index named
  std::set<std::uint32_t> dropped;  // by a data.drop somewhere
};

/// Reads a code section. Fails with the reason when an instruction changes a table, or is none of
/// WebAssembly 2.0 (with tail calls, extended constants and relaxed vectors).
Result<DataUse> scan_code(Bytes section);

/// Skips a constant expression with its `end`. Fails as scan_code does.
Result<void> skip_expression(Reader& reader);

}  // namespace modus::sandbox::snapshot
