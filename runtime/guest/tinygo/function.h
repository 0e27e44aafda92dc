// SPDX-License-Identifier: Apache-2.0
// Functions of a TinyGo module: their signatures, and how values are passed to them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "runtime/guest/tinygo/shapes.h"
#include "runtime/sandbox/sandbox.h"
#include "runtime/types/type.h"

namespace modus::guest::tinygo {

struct Function {
  types::Signature signature;
  std::vector<const Shape*> parameters;
  const Shape* result = nullptr;  // of all results together; null: none
  /// The result is written to memory whose address is the first argument.
  bool is_indirect = false;
  /// A type of which nobody knows what it is made of, so that the function cannot be called.
  std::optional<std::string> unknown_type;
  std::size_t wasm_index = 0;  // of an export
};

/// Fails with kCorrupt when a type is unknown.
Result<Function> resolve(Shapes& shapes, const DeclaredFunction& declared);
/// Finds the module's export and how it is called, once the shapes are complete. Fails with
/// kCorrupt when there is none, or it has another type.
Result<void> find_export(Function& function, const sandbox::Outline& module);
/// Checks that values can be passed to an import, once the shapes are complete.
void check_import(Function& function);

}  // namespace modus::guest::tinygo
