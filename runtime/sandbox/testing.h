// SPDX-License-Identifier: Apache-2.0
// For tests: modules from WebAssembly text, and a loop that runs on the test's own thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::sandbox {

/// The module's binary form. Fails with kInvalidArgument.
Result<std::vector<std::byte>> wat_to_wasm(std::string_view text);

/// Appends a custom section.
void append_custom_section(std::vector<std::byte>& wasm, std::string_view name,
                           std::string_view contents);

/// An engine and a loop. Errors of the set-up end the process with their text.
class TestBed {
 public:
  explicit TestBed(EngineOptions options = {.max_instances = 20});

  Engine& engine() { return *engine_; }
  Loop& loop() { return loop_; }

  std::shared_ptr<const Module> module(std::string_view wat);
  std::shared_ptr<const Program> program(std::string_view wat, const ImportResolver& resolver = {});
  std::shared_ptr<const Program> link(std::shared_ptr<const Module> module,
                                      const ImportResolver& resolver = {});

  /// Runs the loop until the condition holds, or for ten seconds. Whether it holds.
  template <class Condition>
  bool run_until(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition() && std::chrono::steady_clock::now() < end) {
      loop_.context().run_one_for(std::chrono::milliseconds(10));
    }
    return condition();
  }

  Result<std::unique_ptr<Instance>> start(std::shared_ptr<const Program> program,
                                          InstanceOptions options = {});
  /// Calls an export to its end.
  Result<WasmValues> call(Instance& instance, std::string_view function, WasmValues arguments = {});
  /// Both, with a fresh instance.
  Result<WasmValues> run(std::shared_ptr<const Program> program, std::string_view function,
                         WasmValues arguments = {}, InstanceOptions options = {});

 private:
  std::unique_ptr<Engine> engine_;
  Loop loop_;
};

}  // namespace modus::sandbox
