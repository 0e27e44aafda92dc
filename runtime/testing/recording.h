// SPDX-License-Identifier: Apache-2.0
// Host calls of tests, written down once and answered from then on (docs/testing.md).
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "runtime/base/result.h"
#include "runtime/replay/recorded_call.h"

namespace modus::testing {

/// The recording of a test file: a line of JSON for each call.
class Recording {
 public:
  /// Empty when there is no such file. Fails with kCorrupt, naming the line, when it is no
  /// recording.
  static Result<Recording> read(const std::filesystem::path& file);

  /// Replaces the file in one step; one without calls is removed.
  Result<void> write(const std::filesystem::path& file) const;

  /// The calls of the test, or null when none were recorded.
  replay::RecordedCalls* find(const std::string& test);
  void set(const std::string& test, replay::RecordedCalls calls);

 private:
  std::map<std::string, replay::RecordedCalls> tests_;
};

}  // namespace modus::testing
