// SPDX-License-Identifier: Apache-2.0
// What the history keeps: model calls, and the executions of functions that made them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/json/writer.h"

namespace modus::store {

/// The module whose function made the call, as its metadata describes it.
template <class Text>
struct BasicPluginInfo {
  Text id = {};
  Text name = {};
  Text version = {};
  Text language = {};
  Text sdk_version = {};
  Text build_id = {};
  Text build_time = {};
  Text git_repo = {};
  Text git_commit = {};
};

/// One call of a model. Empty texts and absent numbers: not known.
template <class Text>
struct BasicInference {
  std::int64_t gid = 0;  // its number in the file; given when stored
  Text id = {};          // a version 7 UUID; empty: given when stored
  Text execution_id = {};
  Text root_execution_id = {};  // of the function that, through others, called that one; or empty
  std::int64_t sequence = 0;    // of the host call within the execution
  Text model_hash = {};
  Text model_name = {};      // the model that was asked for
  Text provider = {};        // as OpenTelemetry names it
  Text provider_model = {};  // the model's name there
  Text answered_by = {};     // another model that answered
  Text call = {};            // the host function
  Text input = {};           // as it was sent, usually JSON
  Text output = {};          // likewise; empty when there was an error
  Text answer = {};          // the text in the output; empty: not read yet, or there is none
  Text error = {};
  Text finish_reason = {};
  Text trace_id = {};  // 32 hex digits
  Text format = {};    // of the output, as modus.json names it; for whoever reads its answer
  std::chrono::system_clock::time_point started_at = {};
  std::chrono::microseconds duration{0};
  std::optional<std::int64_t> first_token_us = {};  // from the request to the first piece
  std::int64_t attempts = 1;                        // requests sent
  std::int64_t cached = 0;                          // 1: an equal call's answer
  std::int64_t streamed = 0;                        // 1: the function saw it come
  std::optional<std::int64_t> tokens_in = {};
  std::optional<std::int64_t> tokens_out = {};
  std::optional<std::int64_t> tokens_cached = {};
  std::optional<std::int64_t> cost_micros = {};  // millionths of a US dollar
  Text function = {};
  BasicPluginInfo<Text> plugin = {};
};

using Inference = BasicInference<std::string>;
using PluginInfo = BasicPluginInfo<std::string>;
/// One whose texts belong to somebody else.
using InferenceView = BasicInference<std::string_view>;

/// One call of a function in which models were asked, with what it takes to run it again.
struct Execution {
  std::string id = {};
  std::string function = {};
  std::string build_id = {};
  std::chrono::system_clock::time_point started_at = {};
  std::chrono::microseconds duration{0};
  std::string time_zone = {};
  std::string claims = {};  // JSON; empty: none
  std::string selection =
      {};  // which parts of the result the client asked for (replay/selection.h)
  std::string arguments = {};  // a JSON object
  std::string calls = {};      // the host calls, a JSON array (replay/recorded_call.h), in which
                               // inferences are named and not repeated
  std::string result = {};     // JSON; empty when there was none
  std::string error = {};
  std::string dropped = {};  // why arguments, calls and result are not kept; empty: they are

  std::size_t bytes() const {
    return selection.size() + claims.size() + arguments.size() + calls.size() + result.size() +
           error.size();
  }
};

/// The record as `/explorer/api/inferences` and `modus history --json` show it: the members of
/// contract section 8.7, then ours. Input and output are JSON, not text; what is no JSON becomes a
/// JSON string.
void write_json(json::Writer& writer, const Inference& inference);

}  // namespace modus::store
