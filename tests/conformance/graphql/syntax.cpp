// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/validation/batch.h"
#include "tests/conformance/graphql/answers.h"

namespace modus::conformance {
namespace {

template <class Parsed>
std::string outcome(const Parsed& parsed) {
  if (parsed) return graphql::batch_answer({});
  return graphql::batch_answer({&parsed.error(), 1});
}

}  // namespace

std::string answer_syntax(const json::Object& request) {
  const std::string source(json::find_string(request, "source").value_or(""));
  const std::string_view kind = json::find_string(request, "kind").value_or("executable");
  types::Arena arena;
  if (kind == "value") return outcome(graphql::parse_value(source, arena));
  if (kind == "type") return outcome(graphql::parse_type(source, arena));
  return outcome(graphql::parse_document(source));
}

}  // namespace modus::conformance
