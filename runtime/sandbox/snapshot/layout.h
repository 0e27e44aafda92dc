// SPDX-License-Identifier: Apache-2.0
// A module's sections, read as far as a snapshot needs them. Views into the module's bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"
#include "runtime/sandbox/snapshot/binary.h"
#include "runtime/sandbox/snapshot/instructions.h"

namespace modus::sandbox::snapshot {

struct Section {
  std::uint8_t id = 0;
  Bytes contents;
};

struct MemoryLimits {
  std::uint32_t minimum = 0;  // in pages
  std::optional<std::uint32_t> maximum;
};

struct Global {
  std::uint8_t type = 0;
  bool changes = false;
  Bytes declaration;  // the whole entry
};

struct Export {
  std::string_view name;
  std::uint8_t kind = 0;
  Bytes declaration;
};

struct DataSegment {
  bool passive = false;
  Bytes contents;
};

/// What the module renews by itself after a restore.
struct Renewed {
  bool environment = false;
  bool random = false;
  bool time = false;
};

struct Layout {
  std::vector<Section> sections;  // in their order
  std::uint32_t imported_functions = 0;
  std::optional<MemoryLimits> memory;
  std::vector<Global> globals;
  std::vector<Export> exports;
  std::vector<DataSegment> data;
  DataUse data_use;
  bool has_start = false;
  Renewed renewed;

  const Section* find(std::uint8_t id) const;
  bool exports_function(std::string_view name) const;
};

/// Fails with the reason when the bytes are no module, or one that no snapshot can restore. What
/// the engine's validation finds is not looked for.
Result<Layout> read_layout(Bytes wasm);

}  // namespace modus::sandbox::snapshot
