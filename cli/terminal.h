// SPDX-License-Identifier: Apache-2.0
// What the commands say to a person: on standard error, with colours and moving progress on a
// terminal only.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "runtime/base/error.h"

namespace modus::cli {

class Terminal {
 public:
  /// Colours unless NO_COLOR is set, or always with FORCE_COLOR.
  Terminal();

  bool has_colors() const { return colors_; }
  bool is_interactive() const { return interactive_; }

  void line(std::string_view text);
  void success(std::string_view text);
  void warning(std::string_view text);
  void error(const Error& error);

  std::string bold(std::string_view text) const { return styled("\x1b[1m", text); }
  std::string dim(std::string_view text) const { return styled("\x1b[2m", text); }

  /// Asks for a line; `fallback` when the person just presses return or input ends.
  std::string ask(std::string_view question, std::string_view fallback);

 private:
  std::string styled(std::string_view style, std::string_view text) const;

  bool interactive_;
  bool colors_;
};

/// A long step: a spinner with the seconds it took so far on a terminal, one line elsewhere. Ends
/// with its destructor.
class Progress {
 public:
  Progress(Terminal& terminal, std::string title);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  std::chrono::milliseconds elapsed() const;
  /// Lets somebody write lines, one at a time, above where the spinner is. Thread-safe.
  void say(const std::function<void(Terminal&)>& lines);

 private:
  void spin();

  Terminal& terminal_;
  std::string title_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread spinner_;
};

}  // namespace modus::cli
