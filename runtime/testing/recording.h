// SPDX-License-Identifier: Apache-2.0
// Host calls of tests, written down once and answered from then on (docs/testing.md).
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/types/value.h"

namespace modus::testing {

/// A host call and its answer.
struct RecordedCall {
  std::string call;       // "modus_http_client.fetch"
  std::string arguments;  // a JSON array, in which texts that are no UTF-8 are {"$bytes": base64}
  std::string result;     // likewise, any JSON; valid when there is no error
  std::optional<Error> error;
  bool was_used = false;  // by a replay
};

/// The calls of one test, in order.
using RecordedCalls = std::deque<RecordedCall>;

/// The recording of a test file: a line of JSON for each call.
class Recording {
 public:
  /// Empty when there is no such file. Fails with kCorrupt, naming the line, when it is no
  /// recording.
  static Result<Recording> read(const std::filesystem::path& file);

  /// Replaces the file in one step; one without calls is removed.
  Result<void> write(const std::filesystem::path& file) const;

  /// The calls of the test, or null when none were recorded.
  RecordedCalls* find(const std::string& test);
  void set(const std::string& test, RecordedCalls calls);

 private:
  std::map<std::string, RecordedCalls> tests_;
};

/// A value as recordings hold it, and back; text and children are copied into the arena.
std::string to_recorded(const types::Value& value);
Result<types::Value> from_recorded(std::string_view json, types::Arena& arena);

/// Why none of the recorded calls answers this one: what was recorded, and where it differs.
std::string describe_miss(const RecordedCalls* recorded, std::string_view call,
                          std::string_view arguments);

}  // namespace modus::testing
