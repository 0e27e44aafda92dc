// SPDX-License-Identifier: Apache-2.0
// Runs an execution of the history again.
#pragma once

#include <string>
#include <string_view>

#include "runtime/replay/app_runner.h"
#include "runtime/replay/comparison.h"
#include "runtime/store/inference.h"

namespace modus::replay {

enum class Answers {
  kRecorded,  // host calls are answered as they were then
  kLive,      // they go to the real services
};

struct Replayed {
  Outcome before;
  Outcome after;
  Comparison comparison;
  std::string build_id;  // of the module now
};

/// Calls the function as it is in that build now. Fails when the history does not hold all it
/// takes, or the app has no such function any more; the error says what is missing.
Result<Replayed> replay(AppRunner& app, const app::AppFolder& files,
                        const store::Execution& execution, Answers answers);

}  // namespace modus::replay
