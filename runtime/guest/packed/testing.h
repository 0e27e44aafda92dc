// SPDX-License-Identifier: Apache-2.0
// For tests: modules with the packed function ABI, from WebAssembly text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/guest/convention.h"
#include "runtime/guest/testing.h"

namespace modus::guest::packed {

/// A module with an allocator, `$allocate(size) → address`, and a function `f` that answers with
/// its arguments as they came.
struct TestGuest {
  std::string exports = "{}";  // JSON: the metadata's "fnExports"
  std::string imports = "{}";  // JSON: the metadata's "fnImports"
  std::string types = "{}";    // JSON: the metadata's "types"
  std::string functions;       // more functions, as WebAssembly text
  std::string imported;        // more imports, as WebAssembly text
  std::string sdk = "modus-sdk-test@1.2";
  std::string abi = "packed/1";
};

std::vector<std::byte> build(const TestGuest& guest);

/// Runs one function of a guest.
class Runner {
 public:
  explicit Runner(const TestGuest& guest, std::string_view function = "f",
                  const sandbox::ImportResolver& resolver = {});

  /// The result as JSON, or the error's message. Arguments are JSON, a list.
  std::string operator()(std::string_view arguments, const types::Projection* projection = nullptr);
  /// What `f` answers: a zero byte and the packed arguments; or the error's message.
  std::string answer(std::string_view arguments);
  /// The packed arguments, in hexadecimal, as the guest got them, or the error's message.
  std::string pack(std::string_view arguments);
  /// The JSON of an answer, first byte included, that stands in the guest's memory; or the error's
  /// message.
  std::string lift(std::string_view answer, const types::Projection* projection = nullptr);

  const Convention& convention() const { return *convention_; }
  sandbox::Instance& instance() { return *instance_; }
  const std::vector<ResultIssue>& issues() const { return issues_; }

 private:
  Result<sandbox::WasmValues> call(std::string_view arguments);
  std::string write(std::span<const sandbox::WasmValue> results,
                    const types::Projection* projection);

  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::shared_ptr<const sandbox::Program> program_;
  std::unique_ptr<sandbox::Instance> instance_;
  std::string name_;
  std::size_t function_ = 0;
  types::Arena arena_;
  std::vector<ResultIssue> issues_;
};

/// A guest whose `f` takes and returns that type.
TestGuest echo(std::string_view type, std::string_view types = "{}",
               std::string_view sdk = "modus-sdk-test@1.2");

}  // namespace modus::guest::packed
