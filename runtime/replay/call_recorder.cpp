// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/call_recorder.h"

#include "runtime/host/arguments.h"
#include "runtime/replay/piece_redaction.h"
#include "runtime/replay/recorded_streams.h"
#include "runtime/types/value_copy.h"

namespace modus::replay {

bool asks_a_model(std::string_view call) {
  return call == "modus_models.invokeModel" || call == kStreamCall ||
         call == "modus_models.askModel";
}

bool is_not_replayed(std::string_view call) {
  return call == "modus_system.logMessage" || call.starts_with("modus_test.") ||
         call.starts_with(guest::kModulePrefix);
}

void CallRecorder::ended(const functions::HostRequest& request,
                         const Result<types::Value>& answer) {
  if (is_not_replayed(request.name) || request.name == kSecretCall) return;
  if (asks_a_model(request.name)) models_.emplace(host::text_argument(request, 0));
  const auto arguments = types::Value::list(request.arguments);
  bytes_ += request.name.size() + types::bytes_of(arguments) +
            (answer ? types::bytes_of(*answer) : answer.error().describe().size());
  if (is_too_large()) return calls_.clear();
  Call& call = calls_.emplace_back();
  call.name = types::copy_text(arena_, request.name);
  call.arguments = types::copy(arguments, arena_);
  if (answer) {
    call.result = types::copy(*answer, arena_);
  } else {
    call.error = answer.error();
  }
}

RecordedCalls CallRecorder::calls(const app::Redaction& secrets) const {
  RecordedCalls recorded;
  for (const Call& call : calls_) {
    types::BlockArena arena;
    const auto text = [&](const types::Value& value) {
      json::Writer writer;
      write_recorded(writer, secrets.apply(value, arena));
      return writer.take();
    };
    RecordedCall& made = recorded.emplace_back();
    made.call = call.name;
    made.arguments = text(call.arguments);
    if (call.error) {
      made.error = Error(call.error->code(), secrets.apply(call.error->describe()));
    } else {
      made.result = text(call.result);
    }
  }
  redact_pieces(recorded, secrets);
  return recorded;
}

}  // namespace modus::replay
