// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/metering.h"

#include <utility>

namespace modus::models::resilience {
namespace {

void read_answer(const Format& format, Outcome& outcome) {
  if (outcome.ending != Ending::kAnswered || !outcome.answer) return;
  const auto answer = json::parse(*outcome.answer);
  if (!answer || !answer->is_object()) return;
  outcome.usage = format.usage_of(answer->get_object());
  outcome.finish_reason = format.finish_reason_of(answer->get_object());
}

}  // namespace

ModelOperation Metering::invoke(connect::HttpClient& client, ModelRequest request, Done done) {
  const Format* format = request.endpoint.format.get();
  if (format == nullptr) return inner_.invoke(client, std::move(request), std::move(done));
  return inner_.invoke(client, std::move(request),
                       [format, done = std::move(done)](Outcome outcome) mutable {
                         read_answer(*format, outcome);
                         done(std::move(outcome));
                       });
}

}  // namespace modus::models::resilience
