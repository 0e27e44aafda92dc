// SPDX-License-Identifier: Apache-2.0
// The functions of a module: their signatures, and the program that runs them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/functions/host.h"
#include "runtime/functions/module_import.h"
#include "runtime/guest/convention.h"
#include "runtime/sandbox/sandbox.h"

namespace modus::functions {

/// Immutable and thread-safe; shared by all calls of one app version, which keep it alive.
class FunctionTable {
 public:
  /// Compiles the module, reads its metadata and links it with the host. Slow: not for a loop's
  /// thread. Fails with kCorrupt or kNotFound, saying what is wrong with the module.
  static Result<std::shared_ptr<const FunctionTable>> load(sandbox::Engine& engine, Bytes wasm,
                                                           std::shared_ptr<Host> host,
                                                           ModuleRole role = {});

  const ModuleRole& role() const { return role_; }
  std::span<const types::Signature> functions() const { return convention_->exports(); }
  /// What a function is called wherever people read of it: "catalog.findProduct", or "findProduct"
  /// in an app of one module.
  const std::string& name_of(std::size_t function) const { return names_[function]; }
  /// The function of that name.
  std::optional<std::size_t> find(std::string_view name) const;
  const guest::Convention& convention() const { return *convention_; }
  const std::shared_ptr<const sandbox::Program>& program() const { return program_; }
  /// See sandbox::Module::snapshot_refusal().
  const std::string& snapshot_refusal() const { return snapshot_refusal_; }
  /// See sandbox::Module::is_provisional().
  bool is_provisional() const { return is_provisional_; }

 private:
  FunctionTable() = default;

  ModuleRole role_;
  std::vector<std::string> names_;  // in step with functions()
  std::shared_ptr<Host> host_;
  std::unique_ptr<guest::Convention> convention_;
  std::vector<ModuleImport> module_imports_;  // not changed once it is linked
  std::shared_ptr<const sandbox::Program> program_;
  std::string snapshot_refusal_;
  bool is_provisional_ = false;
};

}  // namespace modus::functions
