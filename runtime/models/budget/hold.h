// SPDX-License-Identifier: Apache-2.0
// A call's place in all the budgets that it is held to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/container/static_vector.hpp>

#include "runtime/base/result.h"
#include "runtime/models/budget/ledger.h"
#include "runtime/models/budget/request_account.h"

namespace modus::models::budget {

/// The budgets of a model, and what was spent of them by all requests.
struct Budgets {
  std::string model;        // its name
  app::ModelBudget of_all;  // models together
  app::ModelBudget of_this;
  std::shared_ptr<Ledger> spent_by_all;
  std::shared_ptr<Ledger> spent_by_this;

  bool are_unlimited() const { return of_all == app::ModelBudget() && of_this == of_all; }
  /// Some count tokens or dollars.
  bool need_estimates() const;
};

/// Ends with end(), or when it is destroyed: as if the call had not been made. Move-only. Belongs
/// to the account's loop, and may outlive the budgets.
class Hold {
 public:
  /// Reserves for a call that begins now. Fails with kResourceExhausted, naming the budget that has
  /// no room, its value, what is spent, and what to do. The account may be null: then budgets for
  /// each request do not count.
  static Result<Hold> take(const Budgets& budgets, std::shared_ptr<RequestAccount> account,
                           const Amounts& reserved, const Moment& now);
  Hold(Hold&&) noexcept = default;
  Hold& operator=(Hold&&) = delete;
  ~Hold();

  /// Reserves more for the call, or fails likewise.
  Result<void> reserve_more(const Budgets& budgets, const Amounts& more, const Moment& now);

  /// How long the call may be under way, and the error when it is longer; nothing when no budget
  /// counts time.
  std::optional<std::pair<Time::duration, Error>> time_left(const Budgets& budgets,
                                                            const Moment& now) const;

  const Amounts& reserved() const { return reserved_; }
  void end(const Amounts& used, const Moment& now);

 private:
  enum class Of { kAll, kThis };
  struct Part {
    std::shared_ptr<Ledger> ledger;
    Of of;
    Ledger::Entry entry;
  };

  explicit Hold(const Amounts& reserved) : reserved_(reserved) {}
  static const app::ModelBudget& budget(const Budgets& budgets, Of of) {
    return of == Of::kAll ? budgets.of_all : budgets.of_this;
  }

  Amounts reserved_;
  Moment begun_;
  boost::container::static_vector<Part, 4> parts_;
};

}  // namespace modus::models::budget
