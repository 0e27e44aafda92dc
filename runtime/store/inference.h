// SPDX-License-Identifier: Apache-2.0
// What the history keeps: model calls, and the executions of functions that made them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "runtime/json/writer.h"

namespace modus::store {

/// The module whose function made the call, as its metadata describes it.
struct PluginInfo {
  std::string id = {};
  std::string name = {};
  std::string version = {};
  std::string language = {};
  std::string sdk_version = {};
  std::string build_id = {};
  std::string build_time = {};
  std::string git_repo = {};
  std::string git_commit = {};
};

/// One call of a model. Empty texts and absent numbers: not known.
struct Inference {
  std::int64_t gid = 0;  // its number in the file; given when stored
  std::string id = {};   // a version 7 UUID; empty: given when stored
  std::string execution_id = {};
  std::int64_t sequence = 0;  // of the host call within the execution
  std::string model_hash = {};
  std::string model_name = {};      // the model that was asked for
  std::string provider = {};        // as OpenTelemetry names it
  std::string provider_model = {};  // the model's name there
  std::string answered_by = {};     // another model that answered
  std::string call = {};            // the host function
  std::string input = {};           // JSON; any other text is kept as a JSON string
  std::string output = {};          // likewise; empty when there was an error
  std::string answer = {};          // the text in the output
  std::string error = {};
  std::string finish_reason = {};
  std::string trace_id = {};  // 32 hex digits
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
  std::string function = {};
  PluginInfo plugin = {};
};

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
  std::string calls = {};      // the host calls, a JSON array (replay/recorded_call.h)
  std::string result = {};     // JSON; empty when there was none
  std::string error = {};
  std::string dropped = {};  // why arguments, calls and result are not kept; empty: they are

  std::size_t bytes() const {
    return selection.size() + claims.size() + arguments.size() + calls.size() + result.size() +
           error.size();
  }
};

/// The record as `/explorer/api/inferences` and `modus history --json` show it: the members of
/// contract section 8.7, then ours. Input and output are JSON, not text.
void write_json(json::Writer& writer, const Inference& inference);

}  // namespace modus::store
