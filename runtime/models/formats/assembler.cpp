// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/assembler.h"

#include <utility>

#include "runtime/models/clean_text.h"

namespace modus::models {

Result<void> Assembler::add(const StreamEvent& event, OnDelta& on_delta) {
  if (failed()) return {};
  if (event.data == "[DONE]") {  // how OpenAI, and who speaks like it, ends a stream
    end();
    return {};
  }
  auto parsed = json::parse(event.data);
  if (!parsed) parsed = json::parse(clean_text(std::string(event.data)));
  if (!parsed || !parsed->is_object())
    return fail(ErrorCode::kUnavailable, "the model's answer holds an event that is not JSON");
  read(event.type, parsed->get_object(), on_delta);
  return {};
}

std::string Assembler::take() {
  return json::to_text(failed() ? std::exchange(error_, nullptr) : take_answer());
}

}  // namespace modus::models
