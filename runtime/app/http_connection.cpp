// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/http_connection.h"

#include <algorithm>

#include <fmt/format.h>

namespace modus::app {
namespace {

// As HTML forms do it: a space is a plus.
std::string query_escape(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string escaped;
  for (const char c : text) {
    if (c == ' ') {
      escaped += '+';
    } else if (kPlain.contains(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

void note_secrets(HttpAdditions& additions, std::string_view text, const Connection& connection,
                  const Environment& environment) {
  for (auto& variable : template_variables(text, connection.name)) {
    auto& known = additions.secret_variables;
    if (std::ranges::find(known, variable) != known.end()) continue;
    additions.secrets.emplace_back(environment.get(variable).value_or(""));
    known.push_back(std::move(variable));
  }
}

}  // namespace

Result<HttpAdditions> http_additions(const Connection& connection, const Environment& environment) {
  HttpAdditions additions;
  const auto fill = [&](const NamedTexts& templates, NamedTexts& filled) -> Result<void> {
    for (const auto& [name, text] : templates) {
      note_secrets(additions, text, connection, environment);
      MODUS_TRY(value, expand_template(text, connection.name, environment));
      filled.emplace_back(name, std::move(value));
    }
    return {};
  };
  MODUS_CHECK(fill(connection.headers, additions.headers));
  MODUS_CHECK(fill(connection.query_parameters, additions.query_parameters));
  return additions;
}

std::string with_query(std::string_view url, NamedTexts parameters) {
  const std::size_t end = std::min(url.find('#'), url.size());
  std::string longer(url.substr(0, end));
  std::ranges::sort(parameters);
  char separator = longer.contains('?') ? '&' : '?';
  for (const auto& [name, value] : parameters) {
    longer += fmt::format("{}{}={}", separator, query_escape(name), query_escape(value));
    separator = '&';
  }
  return longer.append(url.substr(end));
}

}  // namespace modus::app
