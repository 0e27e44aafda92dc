// SPDX-License-Identifier: Apache-2.0
// A model's answer on its way to a guest: its pieces wait here between the model, which tells them,
// and the guest, which takes one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "runtime/functions/host.h"
#include "runtime/host/conversation.h"
#include "runtime/host/model_call.h"

namespace modus::host {

/// What is ahead of the guest is bounded: beyond kMostAhead bytes the model is held back until half
/// of that is left. Belongs to its call's thread. Destroying it cancels the request to the model.
class ModelStream {
 public:
  static constexpr std::size_t kMostAhead = 64u << 10;

  ModelStream() = default;
  ModelStream(const ModelStream&) = delete;

  /// What asks the model, and tells its pieces and its end to the other two.
  void run(ModelCall call) { source_ = std::move(call); }
  void run(std::unique_ptr<Conversation> conversation);
  void tell(const models::Delta& piece);
  void end(Result<std::string> answer);

  /// Answers with the next piece, {kind, index, text, tool, call}, as soon as there is one; after
  /// the last with one of the kind "end" whose text is the whole answer, or with the error. One at
  /// a time.
  void take(std::shared_ptr<functions::HostRequest> taker);

  /// The guest has taken the end.
  bool exhausted() const { return exhausted_; }

 private:
  struct Piece {
    models::Delta::Kind kind;
    std::int64_t index;
    std::string text, tool, call;

    std::size_t size() const { return sizeof(Piece) + text.size() + tool.size() + call.size(); }
  };

  void give_end(functions::HostRequest& taker);
  void hold_back();
  void go_on();

  std::deque<Piece> pieces_;
  std::size_t ahead_ = 0;  // bytes of pieces_
  bool held_back_ = false;
  std::optional<Result<std::string>> end_;
  bool exhausted_ = false;
  std::shared_ptr<functions::HostRequest> taker_;  // waits for a piece
  std::variant<ModelCall, std::unique_ptr<Conversation>> source_;
};

/// The streams of one call, by number from 1. Belongs to its thread.
class ModelStreams {
 public:
  static constexpr std::size_t kMostOpen = 32;

  /// Fails with kResourceExhausted when there are too many.
  Result<std::int64_t> open(std::shared_ptr<ModelStream> stream);
  /// Null when there is no such stream, or no longer.
  ModelStream* find(std::int64_t number) const;
  void close(std::int64_t number) { open_.erase(number); }

 private:
  std::map<std::int64_t, std::shared_ptr<ModelStream>> open_;
  std::int64_t newest_ = 0;
};

}  // namespace modus::host
