// SPDX-License-Identifier: Apache-2.0
// For tests: a module with a simple AssemblyScript runtime, one exported function `f` that returns
// its argument, and metadata.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/guest/convention.h"
#include "runtime/sandbox/testing.h"

namespace modus::guest {

/// The value a JSON text shows, in the arena; it aborts on bad JSON.
types::Value value_of(std::string_view json, types::Arena& arena);

struct TestModule {
  std::string parameter = "i32";  // WebAssembly's type of what `f` takes and returns
  std::string functions;          // more functions, as WebAssembly text
  std::string exports;            // JSON: the metadata's "fnExports"
  std::string imports = "{}";     // JSON: the metadata's "fnImports"
  std::string types = "{}";       // JSON: the metadata's "types"
  std::string imported;           // imports, as WebAssembly text
};

/// The module's bytes with metadata, `sdk` modus-sdk-as.
std::vector<std::byte> build(const TestModule& module);

/// The JSON of "fnExports" for `f`, which takes and returns that type.
std::string identity_exports(std::string_view type);

/// A module whose `f` takes and returns the type, with an instance to run it in.
class Echo {
 public:
  Echo(std::string_view type, std::string_view wasm_type = "i32", std::string_view types = "{}");

  /// What comes back as JSON, or the error's message.
  std::string operator()(std::string_view json);
  /// The same for a value already in the guest's hands.
  std::string lift(std::uint32_t pointer, const types::Projection* projection = nullptr);
  Result<std::uint32_t> lower(std::string_view json);

  const Convention& convention() const { return *convention_; }
  sandbox::Instance& instance() { return *instance_; }
  const std::vector<ResultIssue>& issues() const { return issues_; }
  /// Objects still pinned.
  int pinned();

  template <class T>
  T read(std::uint64_t address) {
    return load_le<T>(instance_->memory_at(static_cast<std::uint32_t>(address), sizeof(T))->data());
  }
  template <class T>
  void write(std::uint64_t address, T value) {
    store_le(instance_->memory_at(static_cast<std::uint32_t>(address), sizeof value)->data(),
             value);
  }

 private:
  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::unique_ptr<sandbox::Instance> instance_;
  types::Arena arena_;
  std::vector<ResultIssue> issues_;
};

/// The engine and loop all tests share.
sandbox::TestBed& bed();

}  // namespace modus::guest
