// SPDX-License-Identifier: Apache-2.0
// How a model call ended, for the guest and for whoever decides what to do next.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "runtime/base/result.h"
#include "runtime/models/formats/tools.h"

namespace modus::models {

enum class Ending {
  kAnswered,  // as it should be
  kRefused,   // the request is at fault, or the app's settings: nobody else would answer either
  kBusy,      // the provider asks for fewer requests
  kFailed,    // the provider does not work; it has not begun to answer
  kLost,      // nobody knows how far the provider came: a time limit, half an answer
  kNotAsked,  // held back on our side: a limit, an open circuit
};

/// The same request may be sent to the same provider again.
constexpr bool may_repeat(Ending ending) {
  return ending == Ending::kBusy || ending == Ending::kFailed;
}

/// Another provider may answer.
constexpr bool may_ask_another(Ending ending) {
  return ending != Ending::kAnswered && ending != Ending::kRefused;
}

/// The provider is not well.
constexpr bool shows_trouble(Ending ending) {
  return ending == Ending::kFailed || ending == Ending::kLost;
}

class Format;

struct Outcome {
  /// An answer as the guest gets it, which may tell of an error in the provider's own words.
  Result<std::string> answer;
  Ending ending = Ending::kRefused;
  std::optional<std::chrono::milliseconds> retry_after = {};  // what the provider asks for

  // What the journal tells.
  unsigned attempts = 0;  // requests sent
  bool cached = false;

  // Who answered, or was the last to be asked.
  std::string model = {};                     // its name in the manifest
  std::string provider = {};                  // who serves it, see provider_name()
  std::string source_model = {};              // what the provider calls it
  std::shared_ptr<const Format> format = {};  // how the answer is to be read; null: not known

  // What it took, by the provider's own word; nothing of a cached answer.
  std::optional<TokenUsage> usage = {};
  std::optional<std::uint64_t> nanodollars = {};  // when a price is known as well
  std::string finish_reason = {};
  /// From the request to the first piece of an answer that came in pieces.
  std::optional<std::chrono::microseconds> first_piece = {};

  /// For what knows no finer distinctions: a value is an answer, and an error is the request's
  /// fault unless it tells of time or of a part that does not answer.
  Outcome(Result<std::string> result)  // NOLINT(google-explicit-constructor)
      : answer(std::move(result)), ending(ending_of(answer)) {}
  Outcome(std::unexpected<Error> error)  // NOLINT(google-explicit-constructor)
      : Outcome(Result<std::string>(std::move(error))) {}
  Outcome(std::string text)  // NOLINT(google-explicit-constructor)
      : Outcome(Result<std::string>(std::move(text))) {}
  Outcome(Result<std::string> result, Ending how) : answer(std::move(result)), ending(how) {}

 private:
  static Ending ending_of(const Result<std::string>& result) {
    if (result) return Ending::kAnswered;
    const ErrorCode code = result.error().code();
    const bool lost = code == ErrorCode::kUnavailable || code == ErrorCode::kDeadlineExceeded;
    return lost ? Ending::kLost : Ending::kRefused;
  }
};

}  // namespace modus::models
