// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/failure_reason.h"

#include <algorithm>

namespace modus::host {

std::string failure_reason(const functions::CallOutcome& outcome) {
  for (const auto* lines : {&outcome.messages, &outcome.output}) {
    const auto found = std::ranges::find_if(*lines, &functions::Message::is_error);
    if (found != lines->end()) return found->text;
  }
  return outcome.error->describe();
}

}  // namespace modus::host
