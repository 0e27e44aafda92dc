// SPDX-License-Identifier: Apache-2.0
// A host call as it is written down, to be answered from there later (docs/testing.md,
// docs/models/history.md).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/app/redaction.h"
#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/json/writer.h"
#include "runtime/types/value.h"

namespace modus::replay {

/// A host call and its answer.
struct RecordedCall {
  std::string call;       // "modus_http_client.fetch"
  std::string arguments;  // a JSON array, in which texts that are no UTF-8 are {"$bytes": base64}
  std::string result;     // likewise, any JSON; valid when there is no error
  std::optional<Error> error;
  /// In the history: the number of the inference that has arguments and result of this call, which
  /// are left out here. 0: they are here.
  std::uint64_t inference = 0;
  bool was_used = false;  // by a replay
};

/// The calls of one execution, in order.
using RecordedCalls = std::deque<RecordedCall>;

/// Writes the members "call", and "inference" or "arguments" with "result" or "error" of an object
/// that is open.
void write_members(json::Writer& writer, const RecordedCall& call);
/// Reads them. Fails with kCorrupt, saying what is missing.
Result<RecordedCall> read_call(const json::Object& object);

/// All calls as a JSON array of objects, and back.
std::string to_json(const RecordedCalls& calls);
Result<RecordedCalls> read_calls(std::string_view json);

/// Writes a value as records hold it. Secrets in base64 nobody finds: what is written so is written
/// without them.
void write_recorded(json::Writer& writer, const types::Value& value,
                    const app::Redaction* secrets = nullptr);
/// The same, spelled as what was read from a record is: equal values are equal texts.
std::string to_recorded(const types::Value& value);
/// Back; text and children are copied into the arena.
Result<types::Value> from_recorded(std::string_view json, types::Arena& arena);

/// Why none of the recorded calls answers this one: what was recorded, and where it differs.
std::string describe_miss(const RecordedCalls* recorded, std::string_view call,
                          std::string_view arguments);

}  // namespace modus::replay
