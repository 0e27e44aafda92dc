// SPDX-License-Identifier: Apache-2.0
// Steps that wait for one another, otherwise at the same time.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace modus::cli {

enum class StepEnd { kSucceeded, kFailed, kSkipped };

struct Step {
  std::vector<std::size_t> after;  // earlier steps that must have succeeded
  std::function<StepEnd()> run;    // on any thread
};

/// Runs all steps, so many at a time as there are cores. What comes after a failed one is skipped.
/// Returns how each ended, in step.
std::vector<StepEnd> run_steps(const std::vector<Step>& steps);

}  // namespace modus::cli
