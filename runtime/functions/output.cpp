// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/output.h"

#include <algorithm>
#include <array>
#include <utility>

namespace modus::functions {
namespace {

struct Prefix {
  std::string_view text;
  std::string_view level;
};

// The last ones are Go's: of a panic, and of what no program can recover from, such as a deadlock.
constexpr std::array<Prefix, 7> kPrefixes = {{{"Debug: ", "debug"},
                                              {"Info: ", "info"},
                                              {"Warning: ", "warning"},
                                              {"Error: ", "error"},
                                              {"abort: ", "fatal"},
                                              {"panic: ", "fatal"},
                                              {"fatal error: ", "fatal"}}};

Message to_message(std::string_view line) {
  for (const Prefix& prefix : kPrefixes) {
    if (line.starts_with(prefix.text)) {
      return {std::string(prefix.level), std::string(line.substr(prefix.text.size()))};
    }
  }
  return {"", std::string(line)};
}

}  // namespace

void OutputLines::write(std::string_view bytes) {
  const std::size_t room = kMaxBytes - text_.size();
  truncated_ = truncated_ || bytes.size() > room;
  text_ += bytes.substr(0, room);
}

void OutputLines::add(const Message& line) {
  if (!text_.empty() && !text_.ends_with('\n')) write("\n");
  if (const auto prefix = std::ranges::find(kPrefixes, line.level, &Prefix::level);
      prefix != kPrefixes.end())
    write(prefix->text);
  write(line.text);
  write("\n");
}

std::vector<Message> OutputLines::take() {
  std::vector<Message> messages;
  std::string_view rest = text_;
  while (!rest.empty()) {
    if (messages.size() == kMaxLines) {
      truncated_ = true;
      break;
    }
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) messages.push_back(to_message(line));
  }
  if (truncated_)
    messages.push_back(
        {"warning", "the rest of the output was dropped: it is longer than 1 MiB or 10,000 lines"});
  text_.clear();
  truncated_ = false;
  return messages;
}

}  // namespace modus::functions
