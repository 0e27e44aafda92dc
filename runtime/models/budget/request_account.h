// SPDX-License-Identifier: Apache-2.0
// What models took for one request of a client, with all calls of functions that it caused.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/json/writer.h"
#include "runtime/models/budget/ledger.h"

namespace modus::models::budget {

/// Belongs to the request's loop.
class RequestAccount {
 public:
  struct Model {
    std::string name;
    Ledger ledger;
    std::uint64_t calls = 0;
    TokenUsage usage;
    std::uint64_t nanodollars = 0;
    bool is_priced = true;
  };

  /// What all models together spent of the request's budgets.
  Ledger& all() { return all_; }
  /// Likewise one of them. Stays where it is.
  Model& of(std::string_view model);

  /// A call has ended that took so much, as far as is known; without a cost when it is not known.
  static void note(Model& model, const TokenUsage& usage, std::optional<std::uint64_t> nanodollars);

  /// {"models": {"llm": {"calls": 1, "inputTokens": …, "cachedTokens": …, "outputTokens": …,
  /// "dollars": …}}, "total": {…}}; without "dollars" where a price is not known.
  void write_json(json::Writer& writer) const;

 private:
  Ledger all_;
  std::list<Model> models_;
};

}  // namespace modus::models::budget
