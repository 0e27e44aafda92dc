// SPDX-License-Identifier: Apache-2.0
// The rules of @defer and @stream, which are in force where the schema has these directives.
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kDefer = "defer";
constexpr std::string_view kStream = "stream";

bool is_incremental(const ast::Directive& directive) {
  return directive.name.text == kDefer || directive.name.text == kStream;
}

std::string_view title(const ast::Directive& directive) {
  return directive.name.text == kDefer ? "Defer" : "Stream";
}

const ast::Value* find_argument(const ast::Directive& directive, std::string_view name) {
  for (const ast::Argument& argument : directive.arguments) {
    if (argument.name.text == name) return &argument.value;
  }
  return nullptr;
}

// Calls check(set, selection, directive) for each @defer and @stream of a part.
template <class Check>
void each_directive(const ValidationContext& context, const DocumentPart& part, Check check) {
  if (context.schema().find_directive(kDefer) == nullptr) return;
  for (const SelectionSetUse& set : part.selection_sets) {
    for (const SelectionUse& selection : set.items) {
      for (const ast::Directive& directive : selection.node->directives) {
        if (is_incremental(directive)) check(set, selection, directive);
      }
    }
  }
}

bool can_be_off(const ast::Directive& directive) {
  const ast::Value* const condition = find_argument(directive, "if");
  if (condition == nullptr) return false;
  return condition->kind == ast::ValueKind::kVariable || condition->text == "false";
}

// The subscriptions and all fragments they spread, however deep.
std::vector<const DocumentPart*> parts_of_subscriptions(const DocumentIndex& index) {
  std::vector<const DocumentPart*> found;
  std::vector<bool> is_found(index.parts().size());
  const auto add = [&](const DocumentPart* part) {
    if (part == nullptr || is_found[part->number]) return;
    is_found[part->number] = true;
    found.push_back(part);
  };
  for (const DocumentPart& part : index.parts()) {
    const ast::Operation* const operation = part.operation;
    if (operation != nullptr && operation->kind == OperationKind::kSubscription) add(&part);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const SpreadUse& spread : found[i]->spreads) add(spread.fragment);
  }
  return found;
}

}  // namespace

void check_incremental_on_root_fields(ValidationContext& context) {
  const Schema& schema = context.schema();
  for (const DocumentPart& part : context.index().parts()) {
    each_directive(
        context, part,
        [&](const SelectionSetUse& set, const SelectionUse&, const ast::Directive& directive) {
          for (const auto& [kind, name] :
               {std::pair(OperationKind::kMutation, "mutation"),
                std::pair(OperationKind::kSubscription, "subscription")}) {
            if (set.parent == nullptr || set.parent != schema.root(kind)) continue;
            context.report(fmt::format("{} directive cannot be used on root {} type \"{}\".",
                                       title(directive), name, set.parent->name),
                           {directive.at});
          }
        });
  }
}

void check_incremental_on_valid_operations(ValidationContext& context) {
  for (const DocumentPart* part : parts_of_subscriptions(context.index())) {
    each_directive(
        context, *part,
        [&](const SelectionSetUse&, const SelectionUse&, const ast::Directive& directive) {
          if (can_be_off(directive)) return;
          context.report(
              fmt::format("{} directive not supported on subscription operations. Disable "
                          "`@{}` by setting the `if` argument to `false`.",
                          title(directive), directive.name.text),
              {directive.at});
        });
  }
}

void check_incremental_labels(ValidationContext& context) {
  std::unordered_map<std::string_view, Offset> known;
  for (const DocumentPart& part : context.index().parts()) {
    each_directive(
        context, part,
        [&](const SelectionSetUse&, const SelectionUse&, const ast::Directive& directive) {
          const ast::Value* const label = find_argument(directive, "label");
          if (label == nullptr) return;
          if (label->kind != ast::ValueKind::kString) {
            context.report(fmt::format("Argument \"@{}(label:)\" must be a static string.",
                                       directive.name.text),
                           {directive.at});
            return;
          }
          const auto [first, is_new] = known.emplace(label->text, directive.at);
          if (is_new) return;
          context.report(
              "Value for arguments \"defer(label:)\" and \"stream(label:)\" must be unique across "
              "all "
              "Defer/Stream directive usages.",
              {first->second, directive.at});
        });
  }
}

void check_stream_on_lists(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    each_directive(
        context, part,
        [&](const SelectionSetUse& set, const SelectionUse& selection,
            const ast::Directive& directive) {
          const Field* const field = selection.definition;
          if (directive.name.text != kStream || field == nullptr || set.parent == nullptr) return;
          if (field->type->nullable().is_list()) return;
          context.report(
              fmt::format("Directive \"@stream\" cannot be used on non-list field \"{}.{}\".",
                          set.parent->name, field->name),
              {directive.at});
        });
  }
}

}  // namespace modus::graphql
