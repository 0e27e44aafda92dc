// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "runtime/app/environment.h"
#include "runtime/base/base64.h"

namespace modus::app {
namespace {

constexpr std::string_view kSpaces = " \t\n\f\r";

/// One place of a template that a secret fills in: `{{NAME}}` or `{{base64(USER:PASS)}}`.
struct Placeholder {
  std::size_t begin = 0;  // in the template's text
  std::size_t end = 0;
  std::string_view name;      // the plain form
  std::string_view user;      // the base64 form
  std::string_view password;  // likewise

  bool is_base64() const { return name.empty(); }
};

/// The position after optional spaces and `}}`, or npos when something else comes first.
std::size_t closing(std::string_view text, std::size_t position) {
  position = std::min(text.find_first_not_of(kSpaces, position), text.size());
  return text.substr(position).starts_with("}}") ? position + 2 : std::string_view::npos;
}

/// `base64(USER:PASS)` at the position; each part is as short as possible, at least one character.
bool match_base64(std::string_view text, std::size_t position, Placeholder& match) {
  constexpr std::string_view kOpening = "base64(";
  if (!text.substr(position).starts_with(kOpening)) return false;
  const std::size_t user = position + kOpening.size();
  const std::size_t line_end = std::min(text.find('\n', user), text.size());
  for (std::size_t colon = text.find(':', user + 1); colon < line_end;
       colon = text.find(':', colon + 1)) {
    for (std::size_t bracket = text.find(')', colon + 2); bracket < line_end;
         bracket = text.find(')', bracket + 1)) {
      match.end = closing(text, bracket + 1);
      if (match.end == std::string_view::npos) continue;
      match.user = text.substr(user, colon - user);
      match.password = text.substr(colon + 1, bracket - colon - 1);
      return true;
    }
  }
  return false;
}

bool match_name(std::string_view text, std::size_t position, Placeholder& match) {
  const std::size_t line_end = std::min(text.find('\n', position), text.size());
  for (std::size_t end = position + 1; end <= line_end; ++end) {
    match.end = closing(text, end);
    if (match.end == std::string_view::npos) continue;
    match.name = text.substr(position, end - position);
    return true;
  }
  return false;
}

/// The first match of  {{\s*(?:base64\((.+?):(.+?)\)|(.+?))\s*}}  (contract section 7.5) from the
/// position on, except that spaces alone name nothing. Written by hand because std::regex recurses
/// once per character.
std::optional<Placeholder> find_placeholder(std::string_view text, std::size_t position) {
  for (std::size_t begin = text.find("{{", position); begin != std::string_view::npos;
       begin = text.find("{{", begin + 1)) {
    Placeholder match;
    match.begin = begin;
    const std::size_t start = std::min(text.find_first_not_of(kSpaces, begin + 2), text.size());
    if (match_base64(text, start, match) || match_name(text, start, match)) return match;
  }
  return std::nullopt;
}

Result<std::string_view> secret(std::string_view connection, std::string_view name,
                                const Environment& environment) {
  const std::string variable = secret_variable(connection, name);
  if (const auto value = environment.get(variable)) return *value;
  return fail(ErrorCode::kInvalidArgument,
              "the secret {} is not set; set it in the environment or in {}", variable,
              environment.local_file());
}

}  // namespace

std::string secret_variable(std::string_view connection, std::string_view name) {
  std::string variable = "MODUS_";
  for (char c : connection) {
    const bool is_lower = c >= 'a' && c <= 'z';
    variable += c == '-' ? '_' : is_lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  variable += '_';
  variable += name;
  return variable;
}

Result<std::string> expand_template(std::string_view text, std::string_view connection,
                                    const Environment& environment) {
  std::string result;
  std::size_t position = 0;
  while (const auto match = find_placeholder(text, position)) {
    result += text.substr(position, match->begin - position);
    if (match->is_base64()) {
      MODUS_TRY(user, secret(connection, match->user, environment));
      MODUS_TRY(password, secret(connection, match->password, environment));
      const std::string both = fmt::format("{}:{}", user, password);
      result += base64_encode(std::as_bytes(std::span(both)));
    } else {
      MODUS_TRY(value, secret(connection, match->name, environment));
      result += value;
    }
    position = match->end;
  }
  result += text.substr(position);
  return result;
}

std::vector<std::string> template_variables(std::string_view text, std::string_view connection) {
  std::vector<std::string> variables;
  const auto add = [&](std::string_view name) {
    std::string variable = secret_variable(connection, name);
    if (std::ranges::find(variables, variable) == variables.end())
      variables.push_back(std::move(variable));
  };
  std::size_t position = 0;
  while (const auto match = find_placeholder(text, position)) {
    if (match->is_base64()) {
      add(match->user);
      add(match->password);
    } else {
      add(match->name);
    }
    position = match->end;
  }
  return variables;
}

}  // namespace modus::app
