// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/batch.h"
#include "tests/conformance/graphql/answers.h"

namespace modus::conformance {

std::string answer_execution(const json::Object&) {
  return graphql::batch_answer({{graphql::Diagnostic{"Execution is not answered.", {}}}});
}

}  // namespace modus::conformance
