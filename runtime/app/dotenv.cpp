// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/dotenv.h"

#include <algorithm>

namespace modus::app {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; }
bool is_reference_start(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_reference_character(char c) { return is_reference_start(c) || is_digit(c); }

/// The text with "\r\n" as "\n" and without a byte-order mark.
std::string normalized(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    result += text[i];
  }
  return result;
}

class Parser {
 public:
  Parser(std::string_view text, const OuterVariables& outer)
      : text_(normalized(text)), outer_(outer) {}

  Result<std::vector<std::pair<std::string, std::string>>> parse() {
    while (to_statement()) {
      MODUS_TRY(name, read_name());
      MODUS_TRY(value, read_value(name));
      variables_.emplace_back(std::move(name), std::move(value));
    }
    return std::move(variables_);
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return text_[position_]; }
  std::string_view rest() const { return std::string_view(text_).substr(position_); }

  void skip_blanks() {
    while (!at_end() && is_blank(peek())) ++position_;
  }
  void skip_line() { position_ = std::min(text_.find('\n', position_), text_.size()); }

  bool to_statement() {
    while (true) {
      skip_blanks();
      if (at_end()) return false;
      if (peek() == '#') {
        skip_line();
      } else if (peek() == '\n' || peek() == '\r') {
        ++position_;
      } else {
        return true;
      }
    }
  }

  template <class... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
    const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(position_, text_.size()));
    return fail(ErrorCode::kInvalidArgument, "line {}: {}",
                1 + std::count(text_.begin(), end, '\n'),
                fmt::format(format, std::forward<Args>(args)...));
  }

  Result<std::string> read_name() {
    constexpr std::string_view kExport = "export";
    if (rest().starts_with(kExport) && rest().size() > kExport.size() &&
        is_blank(rest()[kExport.size()])) {
      position_ += kExport.size();
      skip_blanks();
    }
    std::string name;
    while (!at_end() && is_name_character(peek())) name += text_[position_++];
    skip_blanks();
    if (name.empty()) return wrong("expected the name of a variable");
    if (at_end() || (peek() != '=' && peek() != ':'))
      return wrong(R"(expected "=" after "{}")", name);
    ++position_;
    skip_blanks();
    return name;
  }

  Result<std::string> read_value(std::string_view name) {
    if (at_end()) return std::string();
    if (peek() == '"' || peek() == '\'') return read_quoted(name);
    const std::size_t start = position_;
    skip_line();
    std::string_view value = std::string_view(text_).substr(start, position_ - start);
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '#' && (i == 0 || is_blank(value[i - 1]))) value = value.substr(0, i);
    }
    while (!value.empty() && (is_blank(value.back()) || value.back() == '\r'))
      value.remove_suffix(1);
    return expanded(value, Escapes::kDollarOnly);
  }

  Result<std::string> read_quoted(std::string_view name) {
    const char quote = peek();
    std::size_t end = position_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) return wrong("the quoted value of {} does not end", name);

    const auto value = std::string_view(text_).substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    skip_blanks();
    if (!at_end() && peek() != '\n' && peek() != '\r' && peek() != '#')
      return wrong("unexpected text after the quoted value of {}", name);
    skip_line();
    return quote == '\'' ? std::string(value) : expanded(value, Escapes::kAll);
  }

  enum class Escapes { kDollarOnly, kAll };

  std::string expanded(std::string_view value, Escapes escapes) const {
    std::string result;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const bool more = i + 1 < value.size();
      if (value[i] == '\\' && more && (value[i + 1] == '$' || escapes == Escapes::kAll)) {
        const char c = value[++i];
        result += escapes == Escapes::kAll && c == 'n'   ? '\n'
                  : escapes == Escapes::kAll && c == 'r' ? '\r'
                                                         : c;
      } else if (value[i] == '$' && more) {
        i += append_reference(result, value.substr(i + 1));
      } else {
        result += value[i];
      }
    }
    return result;
  }

  /// Appends what the reference after a dollar sign stands for, or the dollar sign when there is
  /// none. Returns the number of characters used up.
  std::size_t append_reference(std::string& result, std::string_view text) const {
    const bool braced = text.starts_with('{');
    const std::size_t start = braced ? 1 : 0;
    std::size_t end = start;
    if (end < text.size() && is_reference_start(text[end])) {
      while (end < text.size() && is_reference_character(text[end])) ++end;
    }
    const bool closed = !braced || (end < text.size() && text[end] == '}');
    if (end == start || !closed) {
      result += '$';
      return 0;
    }
    result += lookup(text.substr(start, end - start));
    return braced ? end + 1 : end;
  }

  std::string lookup(std::string_view name) const {
    const auto found =
        std::find_if(variables_.rbegin(), variables_.rend(),
                     [name](const auto& variable) { return variable.first == name; });
    if (found != variables_.rend()) return found->second;
    return outer_(name).value_or("");
  }

  const std::string text_;
  const OuterVariables& outer_;
  std::size_t position_ = 0;
  std::vector<std::pair<std::string, std::string>> variables_;
};

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_dotenv(std::string_view text,
                                                                      const OuterVariables& outer) {
  return Parser(text, outer).parse();
}

}  // namespace modus::app
