// SPDX-License-Identifier: Apache-2.0
// Gemini's streamed answers: each event has the form of a whole one and holds what is new.
#pragma once

#include <map>

#include "runtime/models/formats/assembler.h"

namespace modus::models {

class GeminiAssembler final : public Assembler {
 private:
  struct Candidate {
    json::Object members;  // all but the content
    json::Array parts;
    std::string role = "model";
  };

  void read(std::string_view type, json::Object& event, OnDelta& on_delta) override;
  json::Value take_answer() override;

  void add_candidate(const json::Object& piece, OnDelta& on_delta);
  static void add_part(std::int64_t index, Candidate& candidate, const json::Object& part,
                       OnDelta& on_delta);

  json::Object head_;
  std::map<std::int64_t, Candidate> candidates_;
};

}  // namespace modus::models
