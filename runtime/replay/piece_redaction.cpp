// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/piece_redaction.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/json/json.h"
#include "runtime/replay/recorded_streams.h"

namespace modus::replay {
namespace {

struct Piece {
  RecordedCall* call;
  json::Value result;

  std::string_view text() const { return json::find_string(result.get_object(), "text").value(); }
  void set_text(std::string_view text) {
    result.get_object()["text"] = text;
    call->result = json::to_text(result);
  }
};

}  // namespace

void redact_pieces(RecordedCalls& calls, const app::Redaction& secrets) {
  // By stream, kind and index: what belongs together.
  std::map<std::string, std::vector<Piece>> texts;
  for (RecordedCall& call : calls) {
    if (call.call != kPieceCall || call.error) continue;
    auto result = json::parse(call.result);
    const json::Object* const piece = result ? result->if_object() : nullptr;
    if (piece == nullptr || !json::find_string(*piece, "text")) continue;
    std::string key = call.arguments;
    for (const std::string_view member : {"kind", "index"})
      if (const auto* const value = piece->if_contains(member)) key += "," + json::to_text(*value);
    texts[key].push_back({&call, *std::move(result)});
  }
  for (auto& [key, pieces] : texts) {
    std::string whole;
    for (const Piece& piece : pieces) whole += piece.text();
    const std::string redacted = secrets.apply(whole);
    if (redacted == whole) continue;
    for (Piece& piece : pieces) piece.set_text("");
    pieces.front().set_text(redacted);
  }
}

}  // namespace modus::replay
