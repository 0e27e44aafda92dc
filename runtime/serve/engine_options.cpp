// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/engine_options.h"

namespace modus::serve {

graphql::EngineOptions engine_options(const app::Limits& limits) {
  using app::Limit;
  const auto limit = [&](Limit which) {
    return graphql::RequestLimit(limits[which], app::how_to_raise(which));
  };
  return {.max_query_bytes = limit(Limit::kQueryBytes),
          .max_tokens = limit(Limit::kQueryTokens),
          .max_depth = limit(Limit::kQueryDepth),
          .max_aliases = limit(Limit::kQueryAliases),
          .max_root_fields = limit(Limit::kQueryRootFields),
          .max_complexity = limit(Limit::kQueryComplexity),
          .max_variables_bytes = limit(Limit::kVariablesBytes),
          .max_response_bytes = limit(Limit::kResponseBytes),
          .introspection_remedy = "set \"introspection\": true for the endpoint in modus.json"};
}

}  // namespace modus::serve
