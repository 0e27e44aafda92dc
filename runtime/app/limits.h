// SPDX-License-Identifier: Apache-2.0
// The limits of calls, of queries and of the history: what they are called, their defaults and
// ranges, and which of several settings holds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modus::app {

enum class Limit : std::uint8_t {
  kTimeoutMs,
  kMemoryBytes,
  kStackBytes,
  kRequestBytes,
  kResponseBytes,
  kConcurrentCalls,
  kQueryBytes,
  kQueryTokens,
  kQueryDepth,
  kQueryAliases,
  kQueryRootFields,
  kQueryComplexity,
  kVariablesBytes,
  kHistoryCalls,
  kHistoryDays,
  kHistoryBytes,
};
inline constexpr std::size_t kLimitCount = 16;

/// One limit's names and numbers. A flag counts in its own unit; all else is in the key's.
struct LimitRule {
  Limit limit;
  std::string_view key;   // in modus.json's "limits"
  std::string_view flag;  // of `modus serve` and `modus dev`
  std::string_view help;  // of the flag
  std::uint64_t flag_unit;
  std::uint64_t least;
  std::uint64_t standard;
  std::uint64_t most;
};

inline constexpr std::array<LimitRule, kLimitCount> kLimitRules{{
    {Limit::kTimeoutMs, "timeoutMs", "--timeout", "Longest time for a call, in milliseconds", 1, 1,
     120'000, 86'400'000},
    {Limit::kMemoryBytes, "memoryBytes", "--memory", "Most memory for a call, in MB", 1u << 20,
     64u << 10, 64u << 20, 4ull << 30},
    {Limit::kStackBytes, "stackBytes", "--stack", "Deepest stack for a call, in KB", 1u << 10,
     64u << 10, 512u << 10, 16u << 20},
    {Limit::kRequestBytes, "requestBytes", "--max-body", "Longest request body, in KB", 1u << 10,
     1u << 10, 8u << 20, 1u << 30},
    {Limit::kResponseBytes, "responseBytes", "--max-response", "Longest response, in KB", 1u << 10,
     1u << 10, 16u << 20, 1u << 30},
    {Limit::kConcurrentCalls, "concurrentCalls", "--concurrent-calls",
     "Most calls that run at the same time", 1, 1, 10'000, 30'000},
    {Limit::kQueryBytes, "queryBytes", "--max-query", "Longest query text, in KB", 1u << 10,
     1u << 10, 256u << 10, 64u << 20},
    {Limit::kQueryTokens, "queryTokens", "--max-tokens", "Most tokens of a query", 1, 16, 15'000,
     10'000'000},
    {Limit::kQueryDepth, "queryDepth", "--max-depth", "Deepest nesting of a query", 1, 1, 64, 500},
    {Limit::kQueryAliases, "queryAliases", "--max-aliases", "Most aliases of a query", 1, 0, 1'000,
     1'000'000},
    {Limit::kQueryRootFields, "queryRootFields", "--max-root-fields",
     "Most root fields of a query: calls of one request", 1, 1, 128, 100'000},
    {Limit::kQueryComplexity, "queryComplexity", "--max-complexity",
     "Greatest complexity of a query", 1, 1, 100'000, 1'000'000'000'000},
    {Limit::kVariablesBytes, "variablesBytes", "--max-variables", "Largest variables, in KB",
     1u << 10, 1u << 10, 4u << 20, 1u << 30},
    {Limit::kHistoryCalls, "historyCalls", "--history-calls",
     "Most model calls that the history keeps; 0: none", 1, 0, 10'000, 1'000'000'000},
    {Limit::kHistoryDays, "historyDays", "--history-days",
     "How long the history keeps model calls, in days", 1, 1, 30, 36'500},
    {Limit::kHistoryBytes, "historyBytes", "--history-size", "How much the history keeps, in MB",
     1u << 20, 1u << 20, 256u << 20, 1ull << 40},
}};

constexpr const LimitRule& rule_of(Limit limit) {
  return kLimitRules[static_cast<std::size_t>(limit)];
}

/// How to raise a limit, for the end of an error message: "raise limits.x in modus.json or --x".
std::string how_to_raise(Limit limit);

/// Limits as modus.json or the command line gives them; nothing: not given there.
class GivenLimits {
 public:
  std::optional<std::uint64_t>& operator[](Limit limit) {
    return values_[static_cast<std::size_t>(limit)];
  }
  const std::optional<std::uint64_t>& operator[](Limit limit) const {
    return values_[static_cast<std::size_t>(limit)];
  }

 private:
  std::array<std::optional<std::uint64_t>, kLimitCount> values_{};
};

/// The limits in force. Defaults until set.
class Limits {
 public:
  Limits();

  std::uint64_t& operator[](Limit limit) { return values_[static_cast<std::size_t>(limit)]; }
  std::uint64_t operator[](Limit limit) const { return values_[static_cast<std::size_t>(limit)]; }

 private:
  std::array<std::uint64_t, kLimitCount> values_;
};

/// Decides the limits of an app. What modus.json says goes before the default; what the command
/// line says is the operator's word: it holds where modus.json is silent, and modus.json may ask
/// for less but not for more. Some limits are built into the process when it starts; a reload
/// cannot go beyond those. Immutable, thread-safe.
class LimitPolicy {
 public:
  LimitPolicy() = default;
  /// `app` is what modus.json says when the process starts.
  LimitPolicy(const GivenLimits& command_line, const GivenLimits& app);

  /// What the process is to be built for.
  const Limits& at_start() const { return at_start_; }
  /// The most that an app may ask for, now or after a reload.
  std::uint64_t ceiling(Limit limit) const;

  struct Decision {
    Limits limits;
    std::vector<std::string> notes;  // for the operator: wishes that were not granted, and why
  };
  Decision decide(const GivenLimits& app) const;

 private:
  GivenLimits command_line_;
  Limits at_start_;
};

}  // namespace modus::app
