// SPDX-License-Identifier: Apache-2.0
// Streams of models among recorded host calls: streamModel gives a number, nextDelta with that
// number piece after piece, the last of them with the whole answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/app/redaction.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

inline constexpr std::string_view kInvokeCall = "modus_models.invokeModel";
inline constexpr std::string_view kStreamCall = "modus_models.streamModel";
inline constexpr std::string_view kPieceCall = "modus_models.nextDelta";
inline constexpr std::string_view kCloseCall = "modus_models.closeStream";

/// The kind of the last piece.
inline constexpr std::int64_t kLastPiece = 3;

/// The calls with each stream as one call, whose result is the whole answer; null when the function
/// did not wait for it.
RecordedCalls with_whole_answers(const RecordedCalls& calls);

enum class ResultKind { kValue, kStream };

/// A result as JSON without secrets, also those that the texts which a stream gave hold only
/// together.
std::string without_secrets(std::string result, ResultKind kind, const app::Redaction& secrets);

}  // namespace modus::replay
