// SPDX-License-Identifier: Apache-2.0
// graphql-conformance: a development tool over the GraphQL room alone. It answers each line of JSON
// with one, so that checkers can hold the engine to what others do. The shape of a request tells
// what is asked: a "source" is parsed, what has a "rootValue" is executed, the rest is validated.
#include <iostream>

#include "runtime/graphql/validation/batch.h"
#include "tests/conformance/graphql/answers.h"

namespace modus::conformance {
namespace {

std::string answer(std::string_view line, graphql::BatchValidator& validator,
                   ExecutionAnswers& executor) {
  const auto request = json::parse(line);
  if (!request || !request->is_object()) return validator.answer(line);
  const json::Object& object = request->get_object();
  if (object.contains("source")) return answer_syntax(object);
  if (object.contains("rootValue")) return executor.answer(object);
  return validator.answer(object);
}

}  // namespace
}  // namespace modus::conformance

int main() {
  modus::graphql::BatchValidator validator;
  modus::conformance::ExecutionAnswers executor;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << modus::conformance::answer(line, validator, executor) << '\n' << std::flush;
  }
}
