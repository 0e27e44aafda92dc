// SPDX-License-Identifier: Apache-2.0
// What a module says about itself, as whoever calls it needs to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

namespace modus::sandbox {

enum class ValueType : std::uint8_t { kI32, kI64, kF32, kF64 };

struct FunctionType {
  std::vector<ValueType> parameters;
  std::vector<ValueType> results;
};

struct ExportedFunction {
  std::string name;
  FunctionType type;
};

/// A module's custom sections and exported functions; of these not such that take or give other
/// values than numbers, which no host can call. Immutable once it is read.
class Outline {
 public:
  /// Without compiling, and without validating, the module. Fails with kCorrupt, and with kNotFound
  /// when it imports what is no function, or one of other values than numbers.
  static Result<Outline> read(Bytes wasm);

  /// The last custom section of that name, or nothing.
  std::optional<std::string> custom_section(std::string_view name) const;
  std::span<const ExportedFunction> exported_functions() const { return exports_; }
  /// The export's index into exported_functions(), or nothing.
  std::optional<std::size_t> find_function(std::string_view name) const;

 protected:
  /// Those that a function given their name says yes to.
  template <typename Keep>
  void keep_exports(Keep keep) {
    std::erase_if(exports_, [&](const ExportedFunction& each) { return !keep(each.name); });
    export_index_.clear();
    for (const ExportedFunction& each : exports_)
      export_index_.emplace(each.name, export_index_.size());
  }

 private:
  void add_custom_sections(Bytes wasm);
  void add_export(ExportedFunction function);

  std::vector<std::pair<std::string, std::string>> custom_sections_;
  std::vector<ExportedFunction> exports_;
  std::unordered_map<std::string, std::size_t> export_index_;
};

}  // namespace modus::sandbox
