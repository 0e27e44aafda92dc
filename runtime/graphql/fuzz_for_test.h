// SPDX-License-Identifier: Apache-2.0
// What the fuzzers of this room try with an input, and the test that feeds them the inputs kept in
// tests/fuzz. Each ends the process when something that must hold does not.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/execution/value_resolver_for_test.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/validation/validate.h"
#include "runtime/json/json.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql::fuzz {

inline void must(bool holds) {
  if (!holds) std::abort();
}

// Of ill-formed UTF-8 a byte may count for two code units.
inline void must_lie_within(const Diagnostic& error, std::string_view text) {
  must(!error.message.empty());
  for (const Location& at : error.locations) {
    must(at.line >= 1 && at.column >= 1 && at.line + at.column <= 2 * text.size() + 2);
  }
}

/// Takes what stands before the next zero byte.
inline std::string_view take_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\0'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

/// Parses again what was printed: it must print the same.
template <class Parse>
void must_come_back(std::string_view source, Parse parse) {
  types::Arena arena;
  const auto tree = parse(source, arena);
  if (!tree) return must_lie_within(tree.error(), source);
  const std::string text = print(*tree);
  const auto again = parse(text, arena);
  must(again.has_value() && print(*again) == text);
}

inline constexpr ParseLimits kLimits = {.max_tokens = 10'000, .max_depth = 100};

/// A document, a value or a type.
inline void try_parser(std::string_view source) {
  const auto document = parse_document(std::string(source), kLimits);
  if (document) {
    must(!(*document)->definitions().empty());
  } else {
    must(document.error().locations.size() == 1);
    must_lie_within(document.error(), source);
  }
  must_come_back(source, [](std::string_view text, types::Arena& arena) {
    return parse_value(text, arena, kLimits);
  });
  must_come_back(source, [](std::string_view text, types::Arena& arena) {
    return parse_type(text, arena, kLimits);
  });
}

/// A schema document, a zero byte, a document.
inline void try_validator(std::string_view input) {
  const std::string_view schema_text = take_part(input);
  const auto schema = Schema::create(std::string(schema_text));
  if (!schema) {
    for (const Diagnostic& error : schema.error()) must_lie_within(error, schema_text);
    return;
  }
  const auto document = parse_document(std::string(input), kLimits);
  if (!document) return;
  for (const Diagnostic& error : validate(**schema, **document)) must_lie_within(error, input);
}

/// A schema document, a document, variables as JSON and what resolvers yield as JSON
/// (value_resolver_for_test.h), with zero bytes between them.
inline void try_engine(std::string_view input) {
  const auto engine = Engine::create(take_part(input));
  const std::string_view query = take_part(input);
  const std::string_view variables = take_part(input);
  types::Arena arena;
  const auto given = types::parse_value(variables, arena);
  const auto root = types::parse_value(input, arena);
  if (!engine || !root) return;
  std::vector<std::string> bodies;
  // The second time the plan is known.
  for (int i = 0; i < 2; ++i) {
    auto operation =
        (*engine)->prepare({.query = query, .variables = given ? *given : types::Value()});
    if (!operation) {
      must(!operation.error().executed);
      bodies.push_back(operation.error().body);
      continue;
    }
    ValueResolver resolver(*root, arena);
    if (operation->kind() == OperationKind::kSubscription) {
      const auto stream = (*engine)->stream(*std::move(operation), resolver);
      must(!stream);  // nothing of this resolver's can be subscribed to
      bodies.push_back(stream.error().body);
      continue;
    }
    (*engine)->execute(*std::move(operation), resolver,
                       [&](Response response) { bodies.push_back(std::move(response.body)); });
  }
  must(bodies.size() == 2 && bodies[0] == bodies[1]);
  const auto body = json::parse(bodies[0]);
  must(body && body->is_object());
}

}  // namespace modus::graphql::fuzz
