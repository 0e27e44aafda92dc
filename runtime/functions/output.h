// SPDX-License-Identifier: Apache-2.0
// Turns what a function writes to a standard stream into messages, a line each (contract
// section 1.6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/functions/call_context.h"

namespace modus::functions {

/// Collects at most kMaxBytes, and of these kMaxLines; what comes after is dropped, and a last
/// message says so.
class OutputLines {
 public:
  static constexpr std::size_t kMaxBytes = 1 << 20;
  static constexpr std::size_t kMaxLines = 10'000;  // each of which costs the log much more

  void write(std::string_view bytes);
  /// A line that another one wrote, as a line of its own.
  void add(const Message& line);

  /// The lines, the unfinished last one included. A prefix such as "Error: " becomes the level.
  std::vector<Message> take();

 private:
  std::string text_;
  bool truncated_ = false;
};

}  // namespace modus::functions
