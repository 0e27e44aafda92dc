// SPDX-License-Identifier: Apache-2.0
// The GraphQL types of several modules in one document.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/generate/function_fields.h"
#include "runtime/graphql/generate/type_writer.h"

namespace modus::graphql {

/// Brings together what writers have defined. Types of the same name are one when they have the
/// same fields in the same order: which module a value comes from then makes no difference to
/// anybody.
class TypeMerger {
 public:
  /// The modules must outlive the merger.
  explicit TypeMerger(std::span<const SchemaModule> modules) : modules_(modules) {}

  /// Fails with kInvalidArgument when another module has a type of the same name that differs; the
  /// error names both modules, the difference and the remedy. The writer must outlive the merger.
  Result<void> add(std::size_t module, const TypeWriter& writer);

  std::vector<const Definition*> definitions(Direction direction) const;
  const std::set<std::string>& scalars() const { return scalars_; }

 private:
  enum class Kind { kScalar, kInput, kOutput };

  struct Owned {
    std::size_t module;
    Kind kind;
    const Definition* definition;  // null for a scalar
  };

  Result<void> add(const std::string& name, Owned type);
  std::unexpected<Error> clash(const std::string& name, const Owned& a, const Owned& b) const;
  std::string difference(const Owned& a, const Owned& b) const;
  std::string_view module_of(const Owned& type) const { return modules_[type.module].name; }
  static std::string_view to_string(Kind kind);

  const std::span<const SchemaModule> modules_;
  std::map<std::string, Owned> types_;
  std::set<std::string> scalars_;
};

}  // namespace modus::graphql
