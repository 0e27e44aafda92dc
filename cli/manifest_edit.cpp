// SPDX-License-Identifier: Apache-2.0
#include "cli/manifest_edit.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace modus::cli {
namespace {

// Reads a text that is known to be JSON with comments, as far as finding places in it takes.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The place behind the "{" of the whole.
  std::size_t root() const { return begin(0); }

  /// The place behind the "{" that is the value of the key at the top.
  std::optional<std::size_t> object(std::string_view key) const {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const char c = text_[at];
      if (c == '"') {
        const std::size_t end = end_of_string(at);
        const std::string_view name = text_.substr(at + 1, end - at - 2);
        at = end;
        if (depth == 1 && is_same(name, key) && text_[past_space(at)] == ':') return begin(at);
      } else if (const std::size_t next = past_comment(at); next > at) {
        at = next;
      } else {
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        ++at;
      }
    }
    return std::nullopt;
  }

  bool is_empty(std::size_t object) const { return text_[past_space(object)] == '}'; }

 private:
  static bool is_same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
  }

  std::size_t end_of_string(std::size_t at) const {
    for (++at; at < text_.size() && text_[at] != '"'; ++at) {
      if (text_[at] == '\\') ++at;
    }
    return std::min(at + 1, text_.size());
  }

  std::size_t past_comment(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (rest.starts_with("//")) return std::min(text_.find('\n', at), text_.size());
    if (rest.starts_with("/*")) return std::min(text_.find("*/", at + 2) + 2, text_.size());
    return at;
  }

  // Past white space and comments.
  std::size_t past_space(std::size_t at) const {
    for (;;) {
      const std::size_t next =
          past_comment(std::min(text_.find_first_not_of(" \t\r\n", at), text_.size()));
      if (next == at) return at;
      at = next;
    }
  }

  // The place behind the next "{".
  std::size_t begin(std::size_t at) const {
    while (text_[at] != '{') {
      const std::size_t next = past_comment(at);
      at = next > at ? next : at + 1;
    }
    return at + 1;
  }

  const std::string_view text_;
};

}  // namespace

std::string with_module(std::string_view manifest, std::string_view name, std::string_view entry) {
  const Scanner scanner(manifest);
  const std::string line = fmt::format(R"("{}": {})", name, entry);
  std::string text(manifest);
  if (const auto modules = scanner.object("modules")) {
    const std::string_view end = scanner.is_empty(*modules) ? "\n  " : ",";
    return text.insert(*modules, fmt::format("\n    {}{}", line, end));
  }
  const std::size_t root = scanner.root();
  const std::string_view end = scanner.is_empty(root) ? "\n" : ",";
  return text.insert(root, fmt::format("\n  \"modules\": {{\n    {}\n  }}{}", line, end));
}

}  // namespace modus::cli
