// SPDX-License-Identifier: Apache-2.0
// Functions of an app as the tools of a model.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/convention.h"
#include "runtime/json/json.h"
#include "runtime/models/formats/tools.h"
#include "runtime/types/value.h"

namespace modus::host {

/// What a guest offers to a model. The convention must outlive it.
class Toolbox {
 public:
  /// Names are those of exported functions, or of those that are exported for models alone. Fails
  /// with kNotFound and kInvalidArgument, naming the function, when one cannot be a tool.
  static Result<Toolbox> open(const guest::Convention& convention,
                              std::span<const std::string_view> names);

  std::span<const models::Tool> tools() const { return tools_; }
  bool has(std::string_view name) const { return find(name).has_value(); }

  /// The call of a function.
  struct Use {
    std::size_t function = 0;             // index into Convention::exports()
    std::vector<types::Value> arguments;  // in declared order, in the arena
  };
  /// Fails with kNotFound and kInvalidArgument, in words for the model.
  Result<Use> prepare(const models::ToolCall& call, types::Arena& arena) const;

 private:
  explicit Toolbox(const guest::Convention& convention) : convention_(&convention) {}

  Result<void> add(std::string_view name);
  std::optional<std::size_t> find(std::string_view name) const;

  const guest::Convention* convention_;
  std::vector<models::Tool> tools_;
  std::vector<std::size_t> functions_;  // of the tools, in step
};

}  // namespace modus::host
