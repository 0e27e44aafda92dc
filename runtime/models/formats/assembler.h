// SPDX-License-Identifier: Apache-2.0
// From the events of a streamed answer to its pieces, and to the answer that would have come
// without streaming.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/json/json.h"

namespace modus::models {

/// One event of a stream, free of its framing.
struct StreamEvent {
  std::string_view type;  // as the framing names it; empty when it does not
  std::string_view data;
};

/// A piece of an answer. Its texts live until the callback returns.
struct Delta {
  enum class Kind { kText, kReasoning, kToolCall };

  Kind kind = Kind::kText;
  std::int64_t index = 0;      // of the choice, or of the tool call among the answer's parts
  std::string_view text = {};  // for a tool call a piece of its arguments' JSON
  std::string_view tool = {};  // what the first piece of a tool call also has: the tool's name
  std::string_view call = {};  // and the call's id
};
using OnDelta = std::move_only_function<void(const Delta&)>;

/// Takes the events of one answer in order. Events and members it does not know are left out. Not
/// thread-safe.
class Assembler {
 public:
  virtual ~Assembler() = default;

  /// Tells the pieces that the event brings. Fails with kUnavailable when it is no JSON object.
  Result<void> add(const StreamEvent& event, OnDelta& on_delta);

  /// The provider broke the stream off with an error of this body.
  void fail_with(json::Value error) { error_ = std::move(error); }
  bool failed() const { return !error_.is_null(); }

  /// The stream told its end, or of an error.
  bool complete() const { return ended_ || failed(); }

  /// The whole answer in the provider's form, or the error's body. Once, at the end.
  std::string take();

 protected:
  virtual void read(std::string_view type, json::Object& event, OnDelta& on_delta) = 0;
  virtual json::Value take_answer() = 0;
  void end() { ended_ = true; }

 private:
  json::Value error_;
  bool ended_ = false;
};

}  // namespace modus::models
