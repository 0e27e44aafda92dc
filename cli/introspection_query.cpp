// SPDX-License-Identifier: Apache-2.0
#include "cli/introspection_query.h"

#include <string_view>

namespace modus::cli {
namespace {

constexpr std::string_view kQuery = R"({
  __schema {
    description
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ...Input }
        type { ...Type }
      }
      inputFields(includeDeprecated: true) { ...Input }
      interfaces { ...Type }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...Type }
    }
    directives {
      name description isRepeatable locations
      args(includeDeprecated: true) { ...Input }
    }
  }
}
fragment Input on __InputValue {
  name description defaultValue isDeprecated deprecationReason
  type { ...Type }
}
)";

constexpr int kDepth = 12;  // of lists and non-nulls: five lists in one another

}  // namespace

std::string introspection_query() {
  std::string type = "kind name";
  for (int i = 0; i < kDepth; ++i) type = "kind name ofType { " + type + " }";
  return std::string(kQuery) + "fragment Type on __Type { " + type + " }";
}

}  // namespace modus::cli
