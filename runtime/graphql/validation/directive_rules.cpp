// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {

void check_known_directives(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const DirectiveUse& use : part.directives) {
      const std::string_view name = use.node->name.text;
      if (use.definition == nullptr) {
        context.report(fmt::format("Unknown directive \"@{}\".", name), {use.node->at});
        continue;
      }
      const auto& locations = use.definition->locations;
      if (std::ranges::find(locations, use.location) == locations.end()) {
        context.report(fmt::format("Directive \"@{}\" may not be used on {}.", name, use.location),
                       {use.node->at});
      }
    }
  }
}

void check_unique_directives_per_location(ValidationContext& context) {
  std::map<std::pair<std::uint32_t, const DirectiveDefinition*>, Offset> seen;
  for (const DocumentPart& part : context.index().parts()) {
    for (const DirectiveUse& use : part.directives) {
      if (use.definition == nullptr || use.definition->repeatable) continue;
      const auto [first, is_new] = seen.emplace(std::pair(use.list, use.definition), use.node->at);
      if (!is_new) {
        context.report(fmt::format("The directive \"@{}\" can only be used once at this location.",
                                   use.node->name.text),
                       {first->second, use.node->at});
      }
    }
  }
}

}  // namespace modus::graphql
