// SPDX-License-Identifier: Apache-2.0
// Questions to the history's file, from within the process that writes it or from another.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/store/inference.h"
#include "runtime/store/sqlite.h"

namespace modus::store {

/// Which inferences: those for which all of it is so.
struct HistoryFilter {
  std::string model = {};     // its name in modus.json; empty: any
  std::string function = {};  // likewise
  std::string trace = {};     // the begin of its trace's id; likewise
  std::optional<std::chrono::system_clock::time_point> since = {};
  bool only_errors = false;
  std::int64_t limit = 20;  // the newest so many
  /// What reads the answers, and the errors among them, out of outputs (models/kept_answer.h); no
  /// room below it could.
  std::function<void(Inference&)> read_answer = {};
};

/// Newest first, each as it is read.
Result<void> for_each_inference(Connection& connection, const HistoryFilter& filter,
                                const std::function<void(const Inference&)>& visit);

/// The inference of that id: its number, its UUID or the only one that begins so, or the id of an
/// execution, whose last one it is: of those of functions that it called, too. Fails with kNotFound
/// and kInvalidArgument (several begin so).
Result<Inference> find_inference(Connection& connection, std::string_view id);

/// An execution and the inferences in it, in the order of their calls.
struct FoundExecution {
  std::optional<Execution> execution;  // nothing when the file does not hold it
  std::vector<Inference> inferences;
};
Result<FoundExecution> find_execution(Connection& connection, std::string_view id);

}  // namespace modus::store
