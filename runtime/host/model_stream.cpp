// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_stream.h"

#include <utility>

namespace modus::host {
namespace {

using functions::HostRequest;
using models::Delta;
using types::Value;

// As the SDKs know them.
enum class PieceKind : std::uint8_t { kText = 0, kReasoning = 1, kToolCall = 2, kEnd = 3 };

PieceKind kind_of(Delta::Kind kind) {
  switch (kind) {
    case Delta::Kind::kText: return PieceKind::kText;
    case Delta::Kind::kReasoning: return PieceKind::kReasoning;
    case Delta::Kind::kToolCall: return PieceKind::kToolCall;
  }
  std::unreachable();
}

void answer(HostRequest& taker, Result<Value> value) {
  std::exchange(taker.done, nullptr)(std::move(value));
}

void answer(HostRequest& taker, PieceKind kind, const Delta& piece) {
  const bool is_tool = kind == PieceKind::kToolCall;
  const auto text = [&](std::string_view of) {
    return Value::string(types::copy_text(taker.arena, of));
  };
  const auto members = types::make_span<types::Member>(taker.arena, is_tool ? 5 : 3);
  members[0] = {"kind", Value::integer(static_cast<std::int64_t>(kind))};
  members[1] = {"index", Value::integer(piece.index)};
  members[2] = {"text", text(piece.text)};
  if (is_tool) {
    members[3] = {"tool", text(piece.tool)};
    members[4] = {"call", text(piece.call)};
  }
  answer(taker, Value::object(members));
}

}  // namespace

void ModelStream::run(std::unique_ptr<Conversation> conversation) {
  source_ = std::move(conversation);
  std::get<1>(source_)->start();
}

void ModelStream::hold_back() {
  held_back_ = true;
  if (auto* call = std::get_if<ModelCall>(&source_)) return call->pause();
  std::get<1>(source_)->pause();
}

void ModelStream::go_on() {
  held_back_ = false;
  if (auto* call = std::get_if<ModelCall>(&source_)) return call->resume();
  std::get<1>(source_)->resume();
}

void ModelStream::tell(const Delta& piece) {
  if (const auto taker = std::exchange(taker_, nullptr))
    return answer(*taker, kind_of(piece.kind), piece);
  pieces_.push_back({piece.kind, piece.index, std::string(piece.text), std::string(piece.tool),
                     std::string(piece.call)});
  ahead_ += pieces_.back().size();
  if (held_back_ || ahead_ <= kMostAhead) return;
  hold_back();
}

void ModelStream::end(Result<std::string> answer) {
  end_ = std::move(answer);
  if (const auto taker = std::exchange(taker_, nullptr)) give_end(*taker);
}

void ModelStream::take(std::shared_ptr<HostRequest> taker) {
  if (pieces_.empty()) {
    if (end_) return give_end(*taker);
    taker_ = std::move(taker);
    return;
  }
  const Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  ahead_ -= piece.size();
  answer(*taker, kind_of(piece.kind),
         {piece.kind, piece.index, piece.text, piece.tool, piece.call});
  if (!held_back_ || ahead_ > kMostAhead / 2) return;
  go_on();
}

void ModelStream::give_end(HostRequest& taker) {
  exhausted_ = true;
  if (*end_) return answer(taker, PieceKind::kEnd, {.text = **end_});
  taker.caller->add_message({"error", end_->error().describe()});
  answer(taker, std::unexpected(end_->error()));
}

Result<std::int64_t> ModelStreams::open(std::shared_ptr<ModelStream> stream) {
  std::erase_if(open_, [](const auto& each) { return each.second->exhausted(); });
  if (open_.size() >= kMostOpen) {
    return fail(ErrorCode::kResourceExhausted,
                "the call has {} streams of models open; close one that is not needed any more",
                kMostOpen);
  }
  open_.emplace(++newest_, std::move(stream));
  return newest_;
}

ModelStream* ModelStreams::find(std::int64_t number) const {
  const auto found = open_.find(number);
  return found == open_.end() ? nullptr : found->second.get();
}

}  // namespace modus::host
