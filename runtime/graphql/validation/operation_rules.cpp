// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

struct FieldGroup {
  std::string_view key;
  std::vector<const ast::Selection*> nodes;
};

// The literal condition of @skip and @include; variables count as "maybe", which is included.
bool is_left_out(const ast::Selection& selection) {
  for (const ast::Directive& directive : selection.directives) {
    const bool skip = directive.name.text == "skip";
    if (!skip && directive.name.text != "include") continue;
    for (const ast::Argument& argument : directive.arguments) {
      if (argument.value.kind == ast::ValueKind::kBoolean &&
          (argument.value.text == "true") == skip) {
        return true;
      }
    }
  }
  return false;
}

void collect(const ValidationContext& context, const NamedType& type, const ast::SelectionSet& set,
             std::set<std::string_view>& visited, std::vector<FieldGroup>& groups) {
  const auto applies = [&](const NamedType* condition) {
    return condition == &type ||
           (condition != nullptr && condition->is_abstract() && may_overlap(*condition, type));
  };
  for (const ast::Selection& selection : set.items) {
    if (is_left_out(selection)) continue;
    if (selection.kind == ast::SelectionKind::kField) {
      auto group = std::ranges::find(groups, selection.key(), &FieldGroup::key);
      if (group == groups.end()) group = groups.insert(group, FieldGroup{selection.key(), {}});
      group->nodes.push_back(&selection);
    } else if (selection.kind == ast::SelectionKind::kInlineFragment) {
      const std::string_view condition = selection.type_condition.text;
      if (condition.empty() || applies(context.schema().find_type(condition))) {
        collect(context, type, *selection.selection_set, visited, groups);
      }
    } else if (visited.insert(selection.name.text).second) {
      const DocumentPart* part = context.index().find_fragment(selection.name.text);
      if (part != nullptr && applies(part->type)) {
        collect(context, type, *part->fragment->selection_set, visited, groups);
      }
    }
  }
}

}  // namespace

void check_executable_definitions(ValidationContext& context) {
  for (const ast::Definition& definition : context.document().definitions()) {
    const ast::TypeSystemDefinition* d = definition.type_system;
    if (d == nullptr) continue;
    const bool schema = d->kind == ast::TypeSystemKind::kSchema;
    context.report(schema ? "The schema definition is not executable."
                          : fmt::format("The \"{}\" definition is not executable.", d->name.text),
                   {d->at});
  }
}

void check_unique_operation_names(ValidationContext& context) {
  std::unordered_map<std::string_view, Offset> seen;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr || part.operation->name.empty()) continue;
    const ast::Name& name = part.operation->name;
    const auto [first, is_new] = seen.emplace(name.text, name.at);
    if (!is_new) {
      context.report(fmt::format("There can be only one operation named \"{}\".", name.text),
                     {first->second, name.at});
    }
  }
}

void check_lone_anonymous_operation(ValidationContext& context) {
  const auto& parts = context.index().parts();
  const auto operations =
      std::ranges::count_if(parts, [](const auto& part) { return part.operation != nullptr; });
  if (operations < 2) return;
  for (const DocumentPart& part : parts) {
    if (part.operation != nullptr && part.operation->name.empty()) {
      context.report("This anonymous operation must be the only defined operation.",
                     {part.operation->at});
    }
  }
}

void check_single_field_subscriptions(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    const ast::Operation* operation = part.operation;
    if (operation == nullptr || operation->kind != ast::OperationKind::kSubscription ||
        part.type == nullptr) {
      continue;
    }
    std::vector<FieldGroup> groups;
    std::set<std::string_view> visited;
    collect(context, *part.type, *operation->selection_set, visited, groups);
    const std::string who = operation->name.empty()
                                ? "Anonymous Subscription"
                                : fmt::format("Subscription \"{}\"", operation->name.text);
    std::vector<Offset> extra;
    for (std::size_t i = 1; i < groups.size(); ++i) {
      for (const ast::Selection* node : groups[i].nodes) extra.push_back(node->at);
    }
    if (!extra.empty()) context.report(who + " must select only one top level field.", extra);
    for (const FieldGroup& group : groups) {
      if (!group.nodes.front()->name.text.starts_with("__")) continue;
      std::vector<Offset> places;
      for (const ast::Selection* node : group.nodes) places.push_back(node->at);
      context.report(who + " must not select an introspection top level field.", places);
    }
  }
}

}  // namespace modus::graphql
