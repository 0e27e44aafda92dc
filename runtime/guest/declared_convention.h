// SPDX-License-Identifier: Apache-2.0
// What conventions have in common: they answer from what the module's metadata declares.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/guest/convention.h"
#include "runtime/guest/lift_report.h"
#include "runtime/guest/metadata.h"
#include "runtime/guest/sinks.h"

namespace modus::guest {

/// Reads a value for the host or another guest: `lift` puts it into the sink, and adds to the
/// issues. Fails when a part of it was left out. What goes into one sink together is bounded, so
/// all arguments of a call share one.
Result<types::Value> lift_for_guest(ValueSink& sink, auto&& lift) {
  std::vector<ResultIssue> issues;
  MODUS_CHECK(lift(issues));
  MODUS_CHECK(demand_whole(issues));
  return sink.take();
}

/// The error of an argument that a guest passes to an import.
inline Error in_argument(const Error& error, const types::Signature& import, std::size_t i) {
  return Error(error.code(), fmt::format("argument '{}' of {}: {}", import.parameters[i].name,
                                         import.name, error.message()));
}

/// `Function` is a convention's own view of a function, with its `signature` and `wasm_index`.
template <class Function>
class DeclaredConvention : public Convention {
 public:
  const ModuleInfo& info() const final { return info_; }
  const types::TypeTable& types() const final { return types_; }
  const types::Type* answer_type(std::string_view name) const final {
    const auto found = answer_types_.find(name);
    return found == answer_types_.end() ? nullptr : found->second;
  }
  std::span<const types::Signature> exports() const final { return export_signatures_; }
  std::span<const types::Signature> imports() const final { return import_signatures_; }
  std::size_t wasm_function(std::size_t function) const final {
    return exports_[function].wasm_index;
  }

 protected:
  DeclaredConvention(ModuleInfo info, types::TypeTable types, std::vector<Function> exports,
                     std::vector<Function> imports, AnswerTypes answer_types)
      : exports_(std::move(exports)),
        imports_(std::move(imports)),
        info_(std::move(info)),
        types_(std::move(types)),
        answer_types_(std::move(answer_types)) {
    for (const Function& function : exports_) export_signatures_.push_back(function.signature);
    for (const Function& function : imports_) import_signatures_.push_back(function.signature);
  }

  const std::vector<Function> exports_;
  const std::vector<Function> imports_;

 private:
  const ModuleInfo info_;
  const types::TypeTable types_;
  const AnswerTypes answer_types_;
  std::vector<types::Signature> export_signatures_;
  std::vector<types::Signature> import_signatures_;
};

}  // namespace modus::guest
