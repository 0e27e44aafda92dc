// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

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

// The fields that a subscription selects, by response name in their order.
class RootFields {
 public:
  using Group = std::vector<const ast::Selection*>;

  RootFields(const DocumentIndex& index, const NamedType& type)
      : type_(type), visited_(index), group_of_(index.key_count()) {}

  const std::vector<Group>& groups() const { return groups_; }

  void collect(const SelectionSetUse& root) {
    std::vector<std::pair<const SelectionSetUse*, std::size_t>> stack = {{&root, 0}};
    while (!stack.empty()) {
      auto& [set, next] = stack.back();
      if (next == set->items.size()) {
        stack.pop_back();
        continue;
      }
      const SelectionUse& item = set->items[next++];
      if (is_left_out(*item.node)) continue;
      if (item.node->kind == ast::SelectionKind::kField) {
        add(item);
      } else if (const SelectionSetUse* below = set_of_fragment(item)) {
        stack.emplace_back(below, 0);
      }
    }
  }

 private:
  // What a fragment adds here, if anything.
  const SelectionSetUse* set_of_fragment(const SelectionUse& item) {
    if (item.node->kind == ast::SelectionKind::kInlineFragment) {
      const bool always = item.node->type_condition.empty();
      return always || applies(item.below->parent) ? item.below : nullptr;
    }
    if (item.fragment == nullptr || !visited_.insert(*item.fragment)) return nullptr;
    return applies(item.fragment->type) ? item.fragment->root : nullptr;
  }

  bool applies(const NamedType* condition) const {
    return condition == &type_ ||
           (condition != nullptr && condition->is_abstract() && condition->includes(type_));
  }

  void add(const SelectionUse& field) {
    std::size_t& group = group_of_[field.key];  // counted from 1
    if (group == 0) {
      groups_.emplace_back();
      group = groups_.size();
    }
    groups_[group - 1].push_back(field.node);
  }

  const NamedType& type_;
  PartSet visited_;
  std::vector<std::size_t> group_of_;
  std::vector<Group> groups_;
};

void check_subscription(ValidationContext& context, const DocumentPart& part) {
  RootFields fields(context.index(), *part.type);
  fields.collect(*part.root);
  const std::string who = part.operation->name.empty()
                              ? "Anonymous Subscription"
                              : fmt::format("Subscription \"{}\"", part.operation->name.text);
  const auto places = [&](std::size_t from, std::size_t end) {
    std::vector<Offset> found;
    for (std::size_t i = from; i < end; ++i) {
      for (const ast::Selection* node : fields.groups()[i]) found.push_back(node->at);
    }
    return found;
  };
  const std::size_t count = fields.groups().size();
  if (count > 1) context.report(who + " must select only one top level field.", places(1, count));
  for (std::size_t i = 0; i < count; ++i) {
    if (!fields.groups()[i].front()->name.text.starts_with("__")) continue;
    context.report(who + " must not select an introspection top level field.", places(i, i + 1));
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
  std::vector<ast::Name> names;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation != nullptr && !part.operation->name.empty()) {
      names.push_back(part.operation->name);
    }
  }
  report_again(names, [&](const ast::Name& name, Offset first) {
    context.report(fmt::format("There can be only one operation named \"{}\".", name.text),
                   {first, name.at});
  });
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
    check_subscription(context, part);
  }
}

}  // namespace modus::graphql
