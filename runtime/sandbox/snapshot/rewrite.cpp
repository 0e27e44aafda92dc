// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/rewrite.h"

#include <algorithm>
#include <map>
#include <optional>

#include "runtime/sandbox/snapshot/memory_image.h"
#include "runtime/sandbox/snapshot/reader.h"
#include "runtime/sandbox/snapshot/writer.h"

namespace modus::sandbox::snapshot {
namespace {

// The new contents of sections by their ids; nothing for a section that goes.
using Edits = std::map<std::uint8_t, std::optional<std::vector<std::byte>>>;

// What the module lacks goes behind the last section of a lower rank.
void make_room(std::vector<Section>& sections, std::uint8_t id) {
  if (std::ranges::find(sections, id, &Section::id) != sections.end()) return;
  auto place = sections.begin();
  for (auto section = sections.begin(); section != sections.end(); ++section) {
    if (section->id != kCustomSection && rank_of(section->id) < rank_of(id)) place = section + 1;
  }
  sections.insert(place, Section{.id = id});
}

std::vector<std::byte> assemble(const Layout& layout, const Edits& edits) {
  std::vector<Section> sections = layout.sections;
  for (const auto& [id, contents] : edits) {
    if (contents) make_room(sections, id);
  }
  Writer writer;
  for (const char byte : std::string_view("\0asm\1\0\0\0", 8)) {
    writer.byte(static_cast<std::uint8_t>(byte));
  }
  for (const Section& section : sections) {
    const auto edit = edits.find(section.id);
    if (edit != edits.end() && !edit->second) continue;
    writer.byte(section.id);
    writer.sized(edit == edits.end() ? section.contents : Bytes(*edit->second));
  }
  return std::move(writer).take();
}

// A list with entries added at its end.
std::vector<std::byte> extend(const Section* section, std::uint32_t count, Bytes entries) {
  Reader reader(section ? section->contents : Bytes());
  const std::uint32_t before = section ? reader.u32() : 0;
  Writer writer;
  writer.u32(before + count);
  writer.raw(reader.rest());
  writer.raw(entries);
  return std::move(writer).take();
}

std::uint32_t count_of(const Section* section) {
  return section ? Reader(section->contents).u32() : 0;
}

// A prefix that no export has.
std::string fresh_prefix(const Layout& layout) {
  std::string prefix = "modus-snapshot-";
  const auto taken = [&](const Export& entry) { return entry.name.starts_with(prefix); };
  while (std::ranges::any_of(layout.exports, taken)) prefix += '-';
  return prefix;
}

class Exports {
 public:
  explicit Exports(const Layout& layout) : prefix_(fresh_prefix(layout)) {}

  void add(ExternalKind kind, std::uint32_t index) {
    entries_.name(prefix_ + std::to_string(count_++));
    entries_.byte(kind);
    entries_.u32(index);
  }
  std::vector<std::byte> behind(const Section* section) const {
    return extend(section, count_, entries_.bytes());
  }

 private:
  std::string prefix_;
  std::uint32_t count_ = 0;
  Writer entries_;
};

// Segments that the code may drop while it initialises, and that can be seen to be there.
std::vector<std::uint32_t> segments_to_probe(const Layout& layout) {
  std::vector<std::uint32_t> segments;
  if (!layout.memory) return segments;  // without memory nothing ever reads a segment
  for (const std::uint32_t index : layout.data_use.dropped) {
    if (index < layout.data.size() && layout.data[index].passive) segments.push_back(index);
  }
  return segments;
}

// Copies nothing from the segment's end, which only fits while the segment is there.
std::vector<std::byte> probe_body(std::uint32_t segment, std::size_t length) {
  Writer body;
  body.u32(0);  // no locals
  for (const std::size_t operand : {std::size_t{0}, length, std::size_t{0}}) {
    body.byte(kI32Const);
    body.s64(static_cast<std::int32_t>(operand));
  }
  body.byte(kMiscPrefix);
  body.u32(kMemoryInit);
  body.u32(segment);
  body.u32(0);  // the memory
  body.byte(kEnd);
  return std::move(body).take();
}

void add_probes(const Layout& layout, std::span<const std::uint32_t> probed, Edits& edits,
                Exports& exports) {
  if (probed.empty()) return;
  constexpr std::uint8_t kNothingToNothing[] = {kFunctionType, 0, 0};
  const Section* types = layout.find(kTypeSection);
  const Section* functions = layout.find(kFunctionSection);
  const std::uint32_t type = count_of(types);
  const std::uint32_t first = layout.imported_functions + count_of(functions);
  Writer signatures, bodies;
  for (std::uint32_t i = 0; i < probed.size(); ++i) {
    signatures.u32(type);
    bodies.sized(probe_body(probed[i], layout.data[probed[i]].contents.size()));
    exports.add(kFunctionKind, first + i);
  }
  const auto count = static_cast<std::uint32_t>(probed.size());
  edits[kTypeSection] = extend(types, 1, std::as_bytes(std::span(kNothingToNothing)));
  edits[kFunctionSection] = extend(functions, count, signatures.bytes());
  edits[kCodeSection] = extend(layout.find(kCodeSection), count, bodies.bytes());
}

std::vector<std::byte> frozen_memory(const MemoryLimits& limits, std::size_t size) {
  Writer writer;
  writer.u32(1);
  writer.byte(limits.maximum ? 1 : 0);
  writer.u32(static_cast<std::uint32_t>(size / kPageBytes));
  if (limits.maximum) writer.u32(*limits.maximum);
  return std::move(writer).take();
}

// Bits are copied, never computed with: a NaN keeps its payload.
void write_constant(Writer& writer, std::uint8_t type, const GlobalBits& bits) {
  switch (type) {
    case kI32Type:
      writer.byte(kI32Const);
      writer.s64(load_le<std::int32_t>(bits.data()));
      break;
    case kI64Type:
      writer.byte(kI64Const);
      writer.s64(load_le<std::int64_t>(bits.data()));
      break;
    case kF32Type:
      writer.byte(kF32Const);
      writer.raw(Bytes(bits).first(4));
      break;
    case kF64Type:
      writer.byte(kF64Const);
      writer.raw(Bytes(bits).first(8));
      break;
    default:
      writer.byte(kVectorPrefix);
      writer.u32(kVectorConst);
      writer.raw(bits);
      break;
  }
  writer.byte(kEnd);
}

std::vector<std::byte> frozen_globals(const Layout& layout, const State& state) {
  Writer writer;
  writer.u32(static_cast<std::uint32_t>(layout.globals.size()));
  auto bits = state.globals.begin();
  for (const Global& global : layout.globals) {
    if (!global.changes) {
      writer.raw(global.declaration);
      continue;
    }
    writer.byte(global.type);
    writer.byte(1);
    write_constant(writer, global.type, *bits++);
  }
  return std::move(writer).take();
}

std::vector<std::byte> frozen_exports(const Layout& layout) {
  const auto stays = [](const Export& entry) { return entry.name != "_initialize"; };
  Writer writer;
  writer.u32(static_cast<std::uint32_t>(std::ranges::count_if(layout.exports, stays)));
  for (const Export& entry : layout.exports) {
    if (stays(entry)) writer.raw(entry.declaration);
  }
  return std::move(writer).take();
}

// Segments the code names keep their numbers; an active one counts as dropped once it is copied.
// The others go, because an instance pays for each.
void freeze_data(const Layout& layout, const State& state, Edits& edits) {
  const auto ranges = filled_ranges(state.memory);
  const std::size_t kept = std::min<std::size_t>(layout.data_use.end, layout.data.size());
  const auto count = static_cast<std::uint32_t>(kept + ranges.size());
  Writer writer;
  writer.u32(count);
  for (std::uint32_t i = 0; i < kept; ++i) {
    const bool empty = !layout.data[i].passive || state.dropped.contains(i);
    writer.byte(1);  // passive
    writer.sized(empty ? Bytes() : layout.data[i].contents);
  }
  for (const MemoryRange& range : ranges) {
    writer.byte(0);  // active, in the only memory
    writer.byte(kI32Const);
    writer.s64(static_cast<std::int32_t>(range.offset));
    writer.byte(kEnd);
    writer.sized(range.contents);
  }
  edits[kDataSection] = std::move(writer).take();
  if (layout.find(kDataCountSection)) {
    Writer total;
    total.u32(count);
    edits[kDataCountSection] = std::move(total).take();
  }
}

}  // namespace

Instrumented instrument(const Layout& layout) {
  Edits edits;
  Exports exports(layout);
  for (std::uint32_t i = 0; i < layout.globals.size(); ++i) {
    if (layout.globals[i].changes) exports.add(kGlobalKind, i);
  }
  if (layout.memory) exports.add(kMemoryKind, 0);
  auto probed = segments_to_probe(layout);
  add_probes(layout, probed, edits, exports);
  edits[kExportSection] = exports.behind(layout.find(kExportSection));
  return {.wasm = assemble(layout, edits), .probed = std::move(probed)};
}

std::vector<std::byte> freeze(const Layout& layout, const State& state) {
  Edits edits;
  if (layout.memory) edits[kMemorySection] = frozen_memory(*layout.memory, state.memory.size());
  if (!layout.globals.empty()) edits[kGlobalSection] = frozen_globals(layout, state);
  if (!layout.exports.empty()) edits[kExportSection] = frozen_exports(layout);
  edits[kStartSection] = std::nullopt;
  if (layout.memory || !layout.data.empty()) freeze_data(layout, state, edits);
  return assemble(layout, edits);
}

}  // namespace modus::sandbox::snapshot
