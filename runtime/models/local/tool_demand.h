// SPDX-License-Identifier: Apache-2.0
// A request's demand that a tool be called (`"tool_choice"`: "required", or the name of one).
// llama.cpp knows no such name, and keeps to "required" only with models that were trained to call
// tools. So the model is made to: it can write nothing but the call, token by token.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/models/formats/tools.h"

namespace modus::models::local {

class ToolDemand {
 public:
  /// What a request of OpenAI's chat format demands; nothing when it leaves the choice to the
  /// model. Fails with kInvalidArgument when it names a tool that it does not offer, or offers
  /// none.
  static Result<std::optional<ToolDemand>> of(const json::Object& request);

  /// Asks for an answer that is the call, in place of offering tools.
  void put_to(json::Object& request) const;

  /// Writes the answers as OpenAI does: as calls.
  void read(json::Object& answer) const;

 private:
  json::Value schema() const;
  std::string words() const;
  json::Object call_in(std::string_view content) const;

  std::vector<Tool> tools_;  // one of them is to be called; at least one
};

}  // namespace modus::models::local
