// SPDX-License-Identifier: Apache-2.0
// The tool calls that a model asks for in one answer.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "runtime/functions/host.h"
#include "runtime/host/toolbox.h"
#include "runtime/models/formats/tools.h"
#include "runtime/observe/log.h"

namespace modus::host {

/// Calls the functions side by side, each in a sandbox of its own under the caller's context, and
/// tells what came of each, in order. Whatever goes wrong with one is a result, too: it is told to
/// the model, not to the caller. Destroying it ends the calls. Belongs to the caller's loop.
class ToolRound {
 public:
  static constexpr std::size_t kMostCalls = 32;
  static constexpr std::size_t kMostResultBytes = 64u << 10;

  using Done = std::move_only_function<void(std::vector<models::ToolResult>)>;

  /// The box and the host call that it belongs to must outlive it. `done` comes on the loop, never
  /// from within the constructor; it may destroy this.
  ToolRound(Log& log, const Toolbox& box, const functions::HostRequest& within,
            std::vector<models::ToolCall> calls, Done done);
  ~ToolRound();

 private:
  class Use;

  void ended(std::size_t place, models::ToolResult result);

  Done done_;
  std::vector<models::ToolResult> results_;
  std::size_t pending_;
  std::vector<std::unique_ptr<Use>> uses_;
};

}  // namespace modus::host
