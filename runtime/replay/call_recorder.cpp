// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/call_recorder.h"

#include <algorithm>

#include "runtime/host/arguments.h"
#include "runtime/replay/piece_redaction.h"
#include "runtime/replay/recorded_streams.h"
#include "runtime/types/value_copy.h"

namespace modus::replay {
namespace {

// Whether the history has a record of its own that holds all of the call.
bool is_inference(const functions::HostRequest& request, const Result<types::Value>& answer) {
  const auto is_text = [](const types::Value& value) {
    return value.kind() == types::Value::Kind::kString;
  };
  return request.name == kInvokeCall && request.sequence > 0 && answer && is_text(*answer) &&
         request.arguments.size() == 2 && std::ranges::all_of(request.arguments, is_text);
}

}  // namespace

bool asks_a_model(std::string_view call) {
  return call == kInvokeCall || call == kStreamCall || call == "modus_models.askModel";
}

bool is_not_replayed(std::string_view call) {
  return call == "modus_system.logMessage" || call.starts_with("modus_test.") ||
         call.starts_with(guest::kModulePrefix);
}

void CallRecorder::ended(const functions::HostRequest& request,
                         const Result<types::Value>& answer) {
  if (is_not_replayed(request.name) || request.name == kSecretCall) return;
  if (asks_a_model(request.name)) models_.emplace(host::text_argument(request, 0));
  if (request.name == kPieceCall) has_pieces_ = true;
  const auto arguments = types::Value::list(request.arguments);
  bytes_ += request.name.size() + types::bytes_of(arguments) +
            (answer ? types::bytes_of(*answer) : answer.error().describe().size());
  if (is_too_large()) return calls_.clear();
  RecordedCall& call = calls_.emplace_back();
  call.call = request.name;
  if (model_calls_ == ModelCalls::kByNumber && is_inference(request, answer) &&
      request.caller->execution_id() == execution_id_) {
    call.inference = request.sequence;
    return;
  }
  const auto text = [this](const types::Value& value) {
    json::Writer writer;
    write_recorded(writer, value, &secrets_);
    return writer.take();
  };
  call.arguments = text(arguments);
  if (answer) {
    call.result = text(*answer);
  } else {
    call.error = answer.error();
  }
}

RecordedCalls without_secrets(RecordedCalls calls, const app::Redaction& secrets) {
  for (RecordedCall& call : calls) {
    call.arguments = secrets.apply(std::move(call.arguments));
    call.result = secrets.apply(std::move(call.result));
    if (call.error) call.error = Error(call.error->code(), secrets.apply(call.error->describe()));
  }
  redact_pieces(calls, secrets);
  return calls;
}

}  // namespace modus::replay
