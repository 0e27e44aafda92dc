// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/layout.h"

#include <algorithm>

#include "runtime/sandbox/snapshot/reader.h"
#include "runtime/sandbox/snapshot/snapshot.h"

namespace modus::sandbox::snapshot {
namespace {

constexpr std::uint8_t kHeader[] = {0, 'a', 's', 'm', 1, 0, 0, 0};

template <class... Args>
std::unexpected<Error> refuse(fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::kInvalidArgument, format, std::forward<Args>(args)...);
}

std::unexpected<Error> refuse_malformed() { return refuse("it is not a valid module"); }

Result<void> read_imports(Reader& reader, Layout& layout) {
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    const std::string_view module = reader.name(), name = reader.name();
    const std::uint8_t kind = reader.byte();
    if (reader.ok() && kind != kFunctionKind) {
      return refuse("it imports {}.{}, which is not a function", module, name);
    }
    reader.u32();
    ++layout.imported_functions;
  }
  return {};
}

Result<void> read_memories(Reader& reader, Layout& layout) {
  constexpr std::uint8_t kHasMaximum = 1, kShared = 2, k64Bits = 4;
  const std::uint32_t count = reader.u32();
  if (count > 1) return refuse("it has several memories");
  if (count == 0) return {};
  const std::uint8_t flags = reader.byte();
  if (flags & kShared) return refuse("its memory is shared");
  if (flags & k64Bits) return refuse("its memory has 64-bit addresses");
  if (flags & ~kHasMaximum) return refuse("its memory is of a later WebAssembly");
  layout.memory = MemoryLimits{.minimum = reader.u32()};
  if (flags & kHasMaximum) layout.memory->maximum = reader.u32();
  return {};
}

Result<void> read_globals(Reader& reader, Layout& layout) {
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    const std::size_t start = reader.offset();
    Global global{.type = reader.byte(), .changes = reader.byte() != 0};
    if (!reader.ok()) break;
    if (!is_value_type(global.type)) return refuse("its globals are of a later WebAssembly");
    if (global.changes && is_reference(global.type)) return refuse("its globals hold references");
    MODUS_CHECK(skip_expression(reader));
    global.declaration = reader.since(start);
    layout.globals.push_back(global);
  }
  return {};
}

Result<void> read_exports(Reader& reader, Layout& layout) {
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    const std::size_t start = reader.offset();
    Export entry{.name = reader.name(), .kind = reader.byte()};
    reader.u32();
    entry.declaration = reader.since(start);
    layout.exports.push_back(entry);
  }
  return {};
}

Result<void> read_data(Reader& reader, Layout& layout) {
  enum Kind : std::uint32_t { kActive, kPassive, kActiveInMemory };
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    const std::uint32_t kind = reader.u32();
    if (kind > kActiveInMemory) return refuse_malformed();
    if (kind == kActiveInMemory) reader.u32();
    if (kind != kPassive) MODUS_CHECK(skip_expression(reader));
    layout.data.push_back({.passive = kind == kPassive, .contents = reader.sized()});
  }
  return {};
}

Result<void> read_code(Reader& reader, Layout& layout) {
  MODUS_TRY(use, scan_code(reader.take(reader.rest().size())));
  layout.data_use = std::move(use);
  return {};
}

// Words that mean nothing to us may mean something to a later runtime.
void read_renewed(std::string_view text, Renewed& renewed) {
  constexpr std::string_view kBlanks = " \t\r\n";
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) return;
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    if (word == "environment") renewed.environment = true;
    if (word == "random") renewed.random = true;
    if (word == "time") renewed.time = true;
    text.remove_prefix(word.size());
  }
}

Result<void> read_custom(Reader& reader, Layout& layout) {
  const std::string_view name = reader.name();
  const Bytes text = reader.take(reader.rest().size());
  if (!reader.ok() || name != kSnapshotSection) return {};
  read_renewed({reinterpret_cast<const char*>(text.data()), text.size()}, layout.renewed);
  return {};
}

Result<void> read_section(const Section& section, Layout& layout) {
  const auto read = [&](auto&& contents) -> Result<void> {
    Reader reader(section.contents);
    MODUS_CHECK(contents(reader, layout));
    return reader.ok() && reader.at_end() ? Result<void>() : refuse_malformed();
  };
  switch (section.id) {
    case kCustomSection: return read(read_custom);
    case kImportSection: return read(read_imports);
    case kMemorySection: return read(read_memories);
    case kGlobalSection: return read(read_globals);
    case kExportSection: return read(read_exports);
    case kStartSection: layout.has_start = true; return {};
    case kCodeSection: return read(read_code);
    case kDataSection: return read(read_data);
    default: return {};
  }
}

}  // namespace

const Section* Layout::find(std::uint8_t id) const {
  const auto found = std::ranges::find(sections, id, &Section::id);
  return found == sections.end() ? nullptr : &*found;
}

bool Layout::exports_function(std::string_view name) const {
  return std::ranges::any_of(exports, [&](const Export& entry) {
    return entry.kind == kFunctionKind && entry.name == name;
  });
}

Result<Layout> read_layout(Bytes wasm) {
  Reader reader(wasm);
  if (!std::ranges::equal(reader.take(sizeof kHeader), std::as_bytes(std::span(kHeader)))) {
    return refuse_malformed();
  }
  Layout layout;
  int last_rank = 0;
  while (!reader.at_end()) {
    const Section section{.id = reader.byte(), .contents = reader.sized()};
    if (!reader.ok()) return refuse_malformed();
    if (section.id >= kSectionKinds) return refuse("it has sections of a later WebAssembly");
    if (section.id != kCustomSection) {
      if (rank_of(section.id) <= last_rank) return refuse_malformed();
      last_rank = rank_of(section.id);
    }
    MODUS_CHECK(read_section(section, layout));
    layout.sections.push_back(section);
  }
  return layout;
}

}  // namespace modus::sandbox::snapshot
