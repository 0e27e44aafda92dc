// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/ledger.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <random>
#include <thread>
#include <vector>

#include "runtime/models/budget/ledgers.h"

namespace modus::models::budget {
namespace {

using app::BudgetPeriod;
using app::ModelAllowance;
using app::ModelBudget;
using namespace std::chrono_literals;

ModelBudget budget_of(BudgetPeriod period, const ModelAllowance& allowance) {
  ModelBudget budget;
  budget.of(period) = allowance;
  return budget;
}

/// A clock that stands still until it is moved; it begins at a full day.
class Clock {
 public:
  Moment now() const {
    return {Time(passed_), std::chrono::system_clock::time_point(kBegin + passed_)};
  }
  void pass(std::chrono::milliseconds time) { passed_ += time; }

 private:
  static constexpr auto kBegin = std::chrono::hours(24) * 20'000;
  std::chrono::milliseconds passed_{0};
};

std::string refusal(const std::expected<Ledger::Entry, Ledger::Refusal>& entry) {
  if (entry) return "";
  const auto& [period, shortage] = entry.error();
  return fmt::format("{} {}", shortage.key, shortage.words);
}

constexpr Amounts kOneCall{.calls = 1, .tokens = 100, .nanodollars = 5'000'000};

TEST(LedgerTest, RefusesWhatIsBeyondTheAllowance) {
  const auto budget = budget_of(BudgetPeriod::kDay, {.tokens = 250});
  const Clock clock;
  Ledger ledger("llm");
  const auto first = ledger.begin(budget, kOneCall, clock.now());
  const auto second = ledger.begin(budget, kOneCall, clock.now());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(refusal(ledger.begin(budget, kOneCall, clock.now())),
            "tokens allows 250 tokens a day: 0 tokens spent, 200 tokens reserved for calls under "
            "way, and this call may take 100 tokens");
  ledger.end(*first, kOneCall, {.calls = 1, .tokens = 40}, clock.now());
  EXPECT_TRUE(ledger.begin(budget, kOneCall, clock.now()));
}

TEST(LedgerTest, CountsCallsAndDollars) {
  const Clock clock;
  Ledger ledger("llm");
  const auto calls = budget_of(BudgetPeriod::kHour, {.calls = 1});
  const auto entry = ledger.begin(calls, kOneCall, clock.now());
  ledger.end(*entry, kOneCall, kOneCall, clock.now());
  EXPECT_EQ(refusal(ledger.begin(calls, kOneCall, clock.now())),
            "calls allows 1 call an hour: 1 call spent, and this call may take 1 call");
  const auto dollars = budget_of(BudgetPeriod::kHour, {.nanodollars = 9'000'000});
  EXPECT_EQ(refusal(ledger.begin(dollars, kOneCall, clock.now())),
            "dollars allows $0.009 an hour: $0.005 spent, and this call may take $0.005");
}

TEST(LedgerTest, BeginsAnewWithEachWindow) {
  const auto budget = budget_of(BudgetPeriod::kMinute, {.calls = 1});
  Clock clock;
  Ledger ledger("llm");
  clock.pass(59'999ms);
  const auto before = ledger.begin(budget, kOneCall, clock.now());
  ASSERT_TRUE(before);
  EXPECT_FALSE(ledger.begin(budget, kOneCall, clock.now()));
  clock.pass(1ms);
  const auto after = ledger.begin(budget, kOneCall, clock.now());
  ASSERT_TRUE(after);
  ledger.end(*before, kOneCall, {.calls = 100}, clock.now());  // it belongs to the minute before
  ledger.end(*after, kOneCall, {}, clock.now());
  EXPECT_TRUE(ledger.begin(budget, kOneCall, clock.now()));
}

TEST(LedgerTest, AClockThatIsSetBackALittleGivesNothingBack) {
  const auto budget = budget_of(BudgetPeriod::kHour, {.calls = 1});
  Clock clock;
  Ledger ledger("llm");
  EXPECT_TRUE(ledger.begin(budget, kOneCall, clock.now()));
  clock.pass(-100ms);  // an hour before, by the clock
  EXPECT_FALSE(ledger.begin(budget, kOneCall, clock.now()));
  clock.pass(100ms);
  EXPECT_FALSE(ledger.begin(budget, kOneCall, clock.now()));
  clock.pass(-5h);  // it had been wrong by much
  EXPECT_TRUE(ledger.begin(budget, kOneCall, clock.now()));
}

TEST(LedgerTest, ARequestsLedgerCountsNoWindows) {
  const Clock clock;
  Ledger ledger;
  const auto days = budget_of(BudgetPeriod::kDay, {.calls = 1});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ledger.begin(days, kOneCall, clock.now()));
  const auto requests = budget_of(BudgetPeriod::kRequest, {.calls = 1});
  EXPECT_TRUE(ledger.begin(requests, kOneCall, clock.now()));
  EXPECT_FALSE(ledger.begin(requests, kOneCall, clock.now()));
  EXPECT_TRUE(Ledger("llm").begin(requests, kOneCall, clock.now()));
}

TEST(LedgerTest, TimeIsThatInWhichACallIsUnderWay) {
  const auto budget = budget_of(BudgetPeriod::kRequest, {.time = 1000ms});
  Clock clock;
  Ledger ledger;
  const auto left = [&](const Ledger::Entry& entry) {
    return std::chrono::round<std::chrono::milliseconds>(
        ledger.time_left(budget, entry, clock.now())->first);
  };
  const auto one = ledger.begin(budget, kOneCall, clock.now());
  clock.pass(300ms);
  const auto two = ledger.begin(budget, kOneCall, clock.now());
  EXPECT_EQ(left(*two), 700ms);
  clock.pass(100ms);
  ledger.end(*one, kOneCall, {}, clock.now());
  clock.pass(100ms);
  ledger.end(*two, kOneCall, {}, clock.now());
  clock.pass(10s);
  const auto three = ledger.begin(budget, kOneCall, clock.now());
  EXPECT_EQ(left(*three), 500ms);
  clock.pass(500ms);
  EXPECT_EQ(refusal(ledger.begin(budget, kOneCall, clock.now())),
            "timeMs allows 1 s of work for each request, which are spent");
}

// Calls that take no more than was reserved for them never exceed a budget, whatever their order;
// and in the end nothing is reserved.
TEST(LedgerTest, IsNeverExceededAndEndsEven) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t allowed = 500 + below(1500);
    const auto budget = budget_of(BudgetPeriod::kDay, {.tokens = allowed});
    const Clock clock;
    Ledger ledger("llm");
    struct Running {
      Ledger::Entry entry;
      Amounts reserved;
    };
    std::vector<Running> running;
    std::uint64_t spent = 0;
    const auto end_one = [&] {
      std::swap(running[below(running.size())], running.back());
      const std::uint64_t used = below(running.back().reserved.tokens + 1);
      ledger.end(running.back().entry, running.back().reserved, {.calls = 1, .tokens = used},
                 clock.now());
      running.pop_back();
      spent += used;
    };
    for (int step = 0; step < 100; ++step) {
      const Amounts wanted{.calls = 1, .tokens = 1 + below(200)};
      std::uint64_t reserved = 0;
      for (const Running& each : running) reserved += each.reserved.tokens;
      if (running.empty() || below(2) == 0) {
        const auto entry = ledger.begin(budget, wanted, clock.now());
        EXPECT_EQ(entry.has_value(), spent + reserved + wanted.tokens <= allowed);
        if (entry) running.push_back({*entry, wanted});
      } else if (below(3) == 0) {
        Running& one = running[below(running.size())];
        const auto more = ledger.reserve_more(budget, one.entry, wanted, clock.now());
        EXPECT_EQ(more.has_value(), spent + reserved + wanted.tokens <= allowed);
        if (more) one.reserved.tokens += wanted.tokens;
        if (more) one.reserved.calls += 1;
      } else {
        end_one();
      }
      EXPECT_LE(spent, allowed);
    }
    while (!running.empty()) end_one();
    if (spent == allowed) continue;
    const Amounts rest{.calls = 1, .tokens = allowed - spent};
    EXPECT_TRUE(ledger.begin(budget, rest, clock.now())) << "something is still reserved";
  }
}

TEST(LedgerTest, LoopsShareIt) {
  constexpr std::uint64_t kAllowed = 10'000;
  const auto budget = budget_of(BudgetPeriod::kHour, {.calls = kAllowed});
  const Clock clock;
  Ledger ledger("llm");
  std::atomic<std::uint64_t> granted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5000; ++n) {
        const auto entry = ledger.begin(budget, kOneCall, clock.now());
        if (!entry) continue;
        ++granted;
        ledger.end(*entry, kOneCall, kOneCall, clock.now());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(granted, kAllowed);
}

TEST(LedgersTest, GoOnWhereAnEarlierProcessStopped) {
  std::string folder = "/tmp/modus-ledgers-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  Log log({.threshold = LogLevel::kNone});
  const auto budget = budget_of(BudgetPeriod::kDay, {.calls = 2});
  Clock clock;
  const auto call = [&] {
    Ledgers ledgers(folder, log);
    ledgers.keep();
    const auto entry = ledgers.of("llm")->begin(budget, kOneCall, clock.now());
    if (entry) ledgers.of("llm")->end(*entry, kOneCall, kOneCall, clock.now());
    EXPECT_TRUE(ledgers.of_all()->begin(budget, kOneCall, clock.now()));
    return entry.has_value();
  };
  EXPECT_TRUE(call());
  EXPECT_TRUE(call());
  EXPECT_FALSE(call());
  clock.pass(24h);
  EXPECT_TRUE(call());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace modus::models::budget
