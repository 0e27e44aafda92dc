// SPDX-License-Identifier: Apache-2.0
// Writes down the host calls of one execution.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/redaction.h"
#include "runtime/functions/host.h"
#include "runtime/replay/recorded_call.h"

namespace modus::replay {

/// Hears the calls on their loop, where it only copies what they say; what is made of that later
/// may be made on any thread. The log, secrets and what tests report are left out: a replay writes
/// its own log, and gets stand-ins for secrets. So are calls of other modules: their own host calls
/// are heard instead.
class CallRecorder final : public functions::HostCallListener {
 public:
  static constexpr std::size_t kUnlimited = SIZE_MAX;

  /// Keeps nothing of an execution whose calls say more than so many bytes.
  explicit CallRecorder(std::size_t max_bytes = kUnlimited) : max_bytes_(max_bytes) {}

  void ended(const functions::HostRequest& request, const Result<types::Value>& answer) override;

  /// The models that were asked, by their names.
  const std::set<std::string, std::less<>>& models() const { return models_; }
  bool is_too_large() const { return bytes_ > max_bytes_; }
  std::size_t bytes() const { return bytes_; }

  /// The calls so far, without secrets, also those that pieces of a stream hold only together
  /// (piece_redaction.h). May be called on another thread, with nothing after it.
  RecordedCalls calls(const app::Redaction& secrets) const;

 private:
  struct Call {
    std::string_view name;
    types::Value arguments;
    types::Value result;
    std::optional<Error> error;
  };

  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::set<std::string, std::less<>> models_;
  types::BlockArena arena_;  // holds what the calls refer to
  std::vector<Call> calls_;
};

/// Whether the host call has a model answer a request.
bool asks_a_model(std::string_view call);

/// The log, what tests report, and functions of other modules, which run again: a replay does not
/// answer these.
bool is_not_replayed(std::string_view call);

inline constexpr std::string_view kSecretCall = "modus_secrets.getSecretValue";

}  // namespace modus::replay
