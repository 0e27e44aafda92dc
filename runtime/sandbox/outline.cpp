// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/outline.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/sandbox/snapshot/binary.h"
#include "runtime/sandbox/snapshot/reader.h"

namespace modus::sandbox {
namespace {

using snapshot::Reader;

constexpr std::uint8_t kHeader[] = {0, 'a', 's', 'm', 1, 0, 0, 0};

// Sections that only debuggers and linkers read would cost memory for nothing.
bool is_kept(std::string_view section) {
  return section != "name" && section != "producers" && !section.starts_with(".debug") &&
         !section.starts_with("reloc.") && section != "linking";
}

// A function's type; nothing when it is one that no host calls, since a value is no number.
using Type = std::optional<FunctionType>;

bool read_values(Reader& reader, std::vector<ValueType>& values) {
  bool are_numbers = true;
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    switch (reader.byte()) {
      case snapshot::kI32Type: values.push_back(ValueType::kI32); break;
      case snapshot::kI64Type: values.push_back(ValueType::kI64); break;
      case snapshot::kF32Type: values.push_back(ValueType::kF32); break;
      case snapshot::kF64Type: values.push_back(ValueType::kF64); break;
      default: are_numbers = false;
    }
  }
  return are_numbers;
}

// Reads what stands before the code. What is read is never more than there are bytes.
class Sections {
 public:
  bool read(std::uint8_t id, Bytes contents) {
    Reader reader(contents);
    switch (id) {
      case snapshot::kTypeSection: return read_types(reader);
      case snapshot::kImportSection: return read_imports(reader);
      case snapshot::kFunctionSection: return read_functions(reader);
      case snapshot::kExportSection: return read_exports(reader);
      default: return true;
    }
  }

  std::vector<ExportedFunction> exports;
  std::string refused_import;  // the first that no host provides

 private:
  bool read_types(Reader& reader) {
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
      if (reader.byte() != snapshot::kFunctionType) return false;
      FunctionType type;
      const bool parameters = read_values(reader, type.parameters);
      const bool results = read_values(reader, type.results);
      types_.push_back(parameters && results ? Type(std::move(type)) : std::nullopt);
    }
    return reader.ok();
  }

  bool read_imports(Reader& reader) {
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
      const std::string_view module = reader.name();
      const std::string_view name = reader.name();
      const bool is_function = reader.byte() == snapshot::kFunctionKind;
      if (is_function) functions_.push_back(reader.u32());
      if (!is_function || !can_be_provided(functions_.back())) {
        refused_import = fmt::format("{}.{}", module, name);
        return false;
      }
    }
    return reader.ok();
  }

  bool can_be_provided(std::uint32_t type) const {
    return type < types_.size() && types_[type] && types_[type]->results.size() <= 1;
  }

  bool read_functions(Reader& reader) {
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left)
      functions_.push_back(reader.u32());
    return reader.ok();
  }

  bool read_exports(Reader& reader) {
    for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
      const std::string_view name = reader.name();
      const std::uint8_t kind = reader.byte();
      const std::uint32_t index = reader.u32();
      if (kind != snapshot::kFunctionKind) continue;
      if (index >= functions_.size() || functions_[index] >= types_.size()) return false;
      if (const Type& type = types_[functions_[index]])
        exports.push_back({std::string(name), *type});
    }
    return reader.ok();
  }

  std::vector<Type> types_;
  std::vector<std::uint32_t> functions_;  // their types; imported ones first
};

}  // namespace

Result<Outline> Outline::read(Bytes wasm) {
  Sections sections;
  const auto failed = [&] {
    if (sections.refused_import.empty()) {
      return fail(ErrorCode::kCorrupt,
                  "not a WebAssembly module, or one of features that this runtime does not know");
    }
    return fail(ErrorCode::kNotFound,
                "the module imports \"{}\", which is not a function the runtime can provide",
                sections.refused_import);
  };
  Reader reader(wasm);
  if (!std::ranges::equal(reader.take(sizeof kHeader), std::as_bytes(std::span(kHeader))))
    return failed();
  while (reader.ok() && !reader.at_end()) {
    const std::uint8_t id = reader.byte();
    const Bytes contents = reader.sized();
    if (!reader.ok() || !sections.read(id, contents)) return failed();
  }
  Outline outline;
  for (ExportedFunction& function : sections.exports) outline.add_export(std::move(function));
  outline.add_custom_sections(wasm);
  return outline;
}

void Outline::add_custom_sections(Bytes wasm) {
  Reader reader(wasm);
  reader.take(sizeof kHeader);
  while (reader.ok() && !reader.at_end()) {
    const std::uint8_t id = reader.byte();
    Reader section(reader.sized());
    if (id != snapshot::kCustomSection) continue;
    const std::string_view name = section.name();
    const Bytes contents = section.rest();
    if (!section.ok() || !is_kept(name)) continue;
    custom_sections_.emplace_back(
        name, std::string(reinterpret_cast<const char*>(contents.data()), contents.size()));
  }
}

void Outline::add_export(ExportedFunction function) {
  export_index_.emplace(function.name, exports_.size());
  exports_.push_back(std::move(function));
}

std::optional<std::string> Outline::custom_section(std::string_view name) const {
  const auto found = std::find_if(custom_sections_.rbegin(), custom_sections_.rend(),
                                  [&](const auto& section) { return section.first == name; });
  if (found == custom_sections_.rend()) return {};
  return found->second;
}

std::optional<std::size_t> Outline::find_function(std::string_view name) const {
  const auto found = export_index_.find(std::string(name));
  if (found == export_index_.end()) return {};
  return found->second;
}

}  // namespace modus::sandbox
