// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/call_recorder.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "runtime/host/arguments.h"
#include "runtime/replay/recorded_streams.h"
#include "runtime/types/value_copy.h"

namespace modus::replay {

using types::Value;

namespace {

std::int64_t number(const Value& value) {
  return value.kind() == Value::Kind::kInt ? value.as_int() : 0;
}

// The piece with another text.
Value with_text(const Value& piece, std::string_view text, types::Arena& arena) {
  const auto members = types::make_span<types::Member>(arena, piece.as_object().size());
  std::ranges::transform(piece.as_object(), members.begin(), [&](types::Member member) {
    if (member.name == "text") member.value = Value::string(types::copy_text(arena, text));
    return member;
  });
  return Value::object(members);
}

}  // namespace

bool asks_a_model(std::string_view call) {
  return call == "modus_models.invokeModel" || call == kStreamCall ||
         call == "modus_models.askModel";
}

bool is_not_replayed(std::string_view call) {
  return call == "modus_system.logMessage" || call.starts_with("modus_test.");
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

void CallRecorder::hide_across_pieces(std::vector<Call>& calls, const app::Redaction& secrets,
                                      types::Arena& arena) {
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::vector<Call*>> texts;
  for (Call& call : calls) {
    if (call.name != kPieceCall || call.result.find("text").kind() != Value::Kind::kString)
      continue;
    const std::int64_t kind = number(call.result.find("kind"));
    if (kind == kLastPiece || call.arguments.as_list().empty()) continue;
    texts[{number(call.arguments.as_list()[0]), kind, number(call.result.find("index"))}].push_back(
        &call);
  }
  for (const auto& [which, pieces] : texts) {
    std::vector<std::string> parts;
    for (const Call* piece : pieces) parts.emplace_back(piece->result.find("text").as_string());
    secrets.apply(parts);
    for (std::size_t i = 0; i < pieces.size(); ++i)
      pieces[i]->result = with_text(pieces[i]->result, parts[i], arena);
  }
}

RecordedCalls CallRecorder::calls(const app::Redaction& secrets) const {
  RecordedCalls recorded;
  types::BlockArena changed;
  std::vector<Call> calls = calls_;
  hide_across_pieces(calls, secrets, changed);
  for (const Call& call : calls) {
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
  return recorded;
}

}  // namespace modus::replay
