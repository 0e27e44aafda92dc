// SPDX-License-Identifier: Apache-2.0
// Writes down the host calls of one execution.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "runtime/app/redaction.h"
#include "runtime/functions/host.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

/// How the answered requests to models are written down.
enum class ModelCalls {
  kWhole,
  kByNumber,  // of the inference, for those of the execution itself: the history keeps them
};

/// The log, secrets and what tests report are left out: a replay writes its own log, and gets
/// stand-ins for secrets. So are calls of other modules, whose own host calls are heard instead.
/// Belongs to the call's loop.
class CallRecorder final : public functions::HostCallListener {
 public:
  static constexpr std::size_t kUnlimited = SIZE_MAX;

  /// Keeps nothing of an execution whose calls say more than so many bytes. The secrets must
  /// outlive it.
  explicit CallRecorder(const app::Redaction& secrets, ModelCalls model_calls = ModelCalls::kWhole,
                        std::size_t max_bytes = kUnlimited)
      : secrets_(secrets), model_calls_(model_calls), max_bytes_(max_bytes) {}

  /// The execution's id, before its first call, where models are asked by number: numbers of other
  /// executions, those of modules that it calls, say nothing here.
  void name(std::string_view execution_id) { execution_id_ = execution_id; }
  void ended(const functions::HostRequest& request, const Result<types::Value>& answer) override;

  /// The models that were asked, by their names.
  const std::set<std::string, std::less<>>& models() const { return models_; }
  /// Whether pieces of a stream are among the calls.
  bool has_pieces() const { return has_pieces_; }
  bool is_too_large() const { return bytes_ > max_bytes_; }
  std::size_t bytes() const { return bytes_; }

  /// The calls so far; there may still be secrets in them.
  const RecordedCalls& calls() const { return calls_; }

 private:
  const app::Redaction& secrets_;
  const ModelCalls model_calls_;
  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  bool has_pieces_ = false;
  std::string execution_id_;
  std::set<std::string, std::less<>> models_;
  RecordedCalls calls_;
};

/// The calls without secrets, also those that pieces of a stream hold only together
/// (piece_redaction.h).
RecordedCalls without_secrets(RecordedCalls calls, const app::Redaction& secrets);

/// Whether the host call has a model answer a request.
bool asks_a_model(std::string_view call);

/// The log, what tests report, and functions of other modules, which run again: a replay does not
/// answer these.
bool is_not_replayed(std::string_view call);

inline constexpr std::string_view kSecretCall = "modus_secrets.getSecretValue";

}  // namespace modus::replay
