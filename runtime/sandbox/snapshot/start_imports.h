// SPDX-License-Identifier: Apache-2.0
// What a module finds behind its imports while it initialises for a snapshot: as much of WASI as
// gives the same answer in every instance, and what the module says it renews. Everything else ends
// the run and is remembered as the reason.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/base/deadline.h"
#include "runtime/sandbox/snapshot/layout.h"
#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox::snapshot {

struct Function;

class StartImports {
 public:
  explicit StartImports(const Renewed& renewed);
  ~StartImports();
  StartImports(const StartImports&) = delete;
  StartImports& operator=(const StartImports&) = delete;

  /// A function for each import of the module, all of which are functions. They live as long as
  /// both the store and this.
  std::vector<wasmtime_extern_t> provide(wasmtime_context_t* store,
                                         const wasmtime_module_t* module);

  /// What the module did that no snapshot may hold; empty while it did nothing of the kind.
  const std::string& refusal() const { return refusal_; }

 private:
  struct Import;
  static wasm_trap_t* enter(void* import, wasmtime_caller_t* caller,
                            const wasmtime_val_t* arguments, std::size_t argument_count,
                            wasmtime_val_t* results, std::size_t result_count);
  std::string refusal_of(const Function* function, std::string_view module,
                         std::string_view name) const;

  Renewed renewed_;
  Deadline::Clock::time_point started_ = Deadline::Clock::now();
  std::vector<std::unique_ptr<Import>> imports_;
  std::string refusal_;
};

}  // namespace modus::sandbox::snapshot
