// SPDX-License-Identifier: Apache-2.0
// The events of an agent (contract section 6.5). There are no agents yet, so each is unknown.
#pragma once

#include <optional>

#include <fmt/format.h>

#include "runtime/graphql/engine.h"

namespace modus::serve {

/// One error, and the end.
class AgentEvents final : public graphql::EventSource {
 public:
  explicit AgentEvents(const graphql::FieldCall& field) {
    for (const graphql::Argument& argument : field.arguments) {
      error_ = {.message = fmt::format("agent {} not found", argument.value.as_string()),
                .about = graphql::FieldError::About::kRequest};
    }
  }

  void next(std::move_only_function<void(std::optional<graphql::FieldOutcome>)> done) override {
    auto error = std::exchange(error_, std::nullopt);
    if (!error) return done(std::nullopt);
    done(graphql::FieldOutcome{.errors = {*std::move(error)}});
  }

 private:
  std::optional<graphql::FieldError> error_;
};

}  // namespace modus::serve
