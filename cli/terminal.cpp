// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "cli/pretty.h"

namespace modus::cli {
namespace {

bool wants_colors(bool interactive) {
  const char* forced = std::getenv("FORCE_COLOR");
  if (forced != nullptr && std::string_view(forced) != "0") return true;
  return interactive && std::getenv("NO_COLOR") == nullptr;
}

void write(std::string_view text) { std::cerr << text << std::flush; }

}  // namespace

Terminal::Terminal()
    : interactive_(::isatty(STDERR_FILENO) == 1), colors_(wants_colors(interactive_)) {}

std::string Terminal::styled(std::string_view style, std::string_view text) const {
  return colors_ ? fmt::format("{}{}\x1b[0m", style, text) : std::string(text);
}

void Terminal::line(std::string_view text) { write(fmt::format("{}\n", text)); }
void Terminal::success(std::string_view text) {
  line(styled("\x1b[32m", "✓") + " " + std::string(text));
}
void Terminal::warning(std::string_view text) {
  line(styled("\x1b[33m", "warning:") + " " + std::string(text));
}
void Terminal::error(const Error& error) {
  line(styled("\x1b[31m", "error:") + " " + without_controls(error.describe()));
}

std::string Terminal::ask(std::string_view question, std::string_view fallback) {
  write(fmt::format("{} {} ", bold(question), dim(fmt::format("[{}]", fallback))));
  std::string answer;
  std::getline(std::cin, answer);
  return answer.empty() ? std::string(fallback) : answer;
}

Progress::Progress(Terminal& terminal, std::string title)
    : terminal_(terminal), title_(std::move(title)) {
  if (terminal_.is_interactive()) {
    spinner_ = std::thread([this] { spin(); });
  } else {
    terminal_.line(title_ + " …");
  }
}

Progress::~Progress() {
  if (!spinner_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  ended_.notify_one();
  spinner_.join();
  write("\r\x1b[K");
}

std::chrono::milliseconds Progress::elapsed() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               started_);
}

void Progress::say(const std::function<void(Terminal&)>& lines) {
  const std::scoped_lock lock(mutex_);
  if (terminal_.is_interactive()) write("\r\x1b[K");
  lines(terminal_);
}

void Progress::spin() {
  constexpr std::array<std::string_view, 10> kFrames = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                        "⠴", "⠦", "⠧", "⠇", "⠏"};
  std::unique_lock lock(mutex_);
  for (std::size_t frame = 0; !done_; ++frame) {
    const double seconds = static_cast<double>(elapsed().count()) / 1000;
    write(fmt::format("\r\x1b[K{} {} {}", kFrames[frame % kFrames.size()], title_,
                      terminal_.dim(fmt::format("{:.1f} s", seconds))));
    ended_.wait_for(lock, std::chrono::milliseconds(100), [this] { return done_; });
  }
}

}  // namespace modus::cli
