// SPDX-License-Identifier: Apache-2.0
// An execution as it was and as it is when it is run again.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/replay/difference.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

/// What came of an execution.
struct Outcome {
  std::string result;  // JSON; empty: none
  std::string errors;  // a line each
  RecordedCalls calls;
};

/// A host call that was made only once, or otherwise.
struct CallDifference {
  enum class Kind { kNotMade, kNew, kDiffers };

  Kind kind;
  std::size_t number;  // from 1 among the calls before, or of a new one among those after
  std::string call;
  std::vector<Difference> differences;  // below /arguments, /answer, /result and /error
};

struct Comparison {
  std::vector<Difference> result;
  std::vector<Difference> errors;
  std::vector<CallDifference> calls;

  bool is_equal() const { return result.empty() && errors.empty() && calls.empty(); }
};

/// Answers of models are compared by their texts where the manifest tells how to read them: no two
/// have the same ids and times. A streamed answer counts as a whole, however it came in pieces.
Comparison compare(const Outcome& before, const Outcome& after, const app::Manifest& manifest);

}  // namespace modus::replay
