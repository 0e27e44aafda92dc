// SPDX-License-Identifier: Apache-2.0
// Functions of a module: their signatures, resolved.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/guest/packed/shapes.h"
#include "runtime/sandbox/sandbox.h"
#include "runtime/types/type.h"
#include "runtime/types/value.h"

namespace modus::guest::packed {

struct Function {
  types::Signature signature;
  std::vector<const Shape*> parameters;
  const Shape* result = nullptr;       // of all results together; null: none, or a stream
  const Shape* pushed = nullptr;       // of a stream's values
  std::vector<types::Value> defaults;  // of the parameters; absent: none
  std::size_t wasm_index = 0;          // of an export
};

/// Resolves a function that the app exports. `defaults` holds its parameters' defaults. Fails with
/// kCorrupt also when the module's export is none or has another type.
Result<Function> resolve_export(Shapes& shapes, const DeclaredFunction& declared,
                                const sandbox::Outline& module, types::Arena& defaults);
/// The same for a host function.
Result<Function> resolve_import(Shapes& shapes, const DeclaredFunction& declared);

}  // namespace modus::guest::packed
