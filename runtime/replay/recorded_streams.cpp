// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/recorded_streams.h"

#include <algorithm>
#include <map>
#include <vector>

namespace modus::replay {
namespace {

// The answer's text as JSON, when the piece is the last.
std::optional<std::string> whole_answer(const RecordedCall& piece) {
  const auto result = json::parse(piece.result);
  const json::Object* const object = result ? result->if_object() : nullptr;
  const json::Value* const kind = object == nullptr ? nullptr : object->if_contains("kind");
  const json::Value* const text = object == nullptr ? nullptr : object->if_contains("text");
  if (kind == nullptr || *kind != kLastPiece || text == nullptr) return std::nullopt;
  return json::to_text(*text);
}

}  // namespace

RecordedCalls with_whole_answers(const RecordedCalls& calls) {
  RecordedCalls whole;
  std::map<std::string, RecordedCall*> open;  // by the arguments of the calls about it
  for (const RecordedCall& call : calls) {
    if (call.call == kCloseCall) continue;
    if (call.call == kPieceCall) {
      const auto stream = open.find(call.arguments);
      if (stream == open.end()) {
        whole.push_back(call);
      } else if (call.error) {
        stream->second->error = call.error;
      } else if (auto answer = whole_answer(call)) {
        stream->second->result = *std::move(answer);
      }
      continue;
    }
    RecordedCall& kept = whole.emplace_back(call);  // a deque: it stays where it is
    if (call.call != kStreamCall || call.error) continue;
    open["[" + call.result + "]"] = &kept;
    kept.result = "null";
  }
  return whole;
}

std::string without_secrets(std::string result, ResultKind kind, const app::Redaction& secrets) {
  if (kind == ResultKind::kStream) {
    const auto document = json::parse(result);
    const json::Array* const values = document ? document->if_array() : nullptr;
    const bool are_texts = values != nullptr && std::ranges::all_of(*values, [](const auto& v) {
                             return v.is_string();
                           });
    if (are_texts) {
      std::vector<std::string> pieces;
      for (const json::Value& value : *values) pieces.emplace_back(value.get_string());
      secrets.apply(pieces);
      return json::to_text(json::Value(json::Array(pieces.begin(), pieces.end())));
    }
  }
  return secrets.apply(std::move(result));
}

}  // namespace modus::replay
