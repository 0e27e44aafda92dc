// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/incremental_plan.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "runtime/graphql/execution/inclusion.h"
#include "runtime/graphql/schema/scalars.h"

namespace modus::graphql {

// Follows the selection as it is merged, which is no larger than the limit of complexity.
class IncrementalCompiler {
 public:
  IncrementalCompiler(const BoundOperation& operation, IncrementalPlan& out)
      : plan_(operation.plan()),
        variables_(operation.variables()),
        inclusion_(plan_, variables_),
        out_(out) {}

  // Throws Diagnostic.
  void compile() {
    out_.root_ = &compile(*plan_.root, {{plan_.operation->selection_set, nullptr}});
  }

 private:
  // A selection of a field, or its selection set, and the innermost deferred fragment around it.
  template <class Node>
  struct Placed {
    const Node* node;
    const DeferUsage* usage;
  };
  using Sets = std::vector<Placed<ast::SelectionSet>>;
  using Nodes = std::vector<Placed<ast::Selection>>;

  struct Collection {
    std::vector<Nodes> groups;
    std::unordered_map<std::string_view, std::size_t> index;
    std::set<std::string_view> fragments;
    std::vector<const DeferUsage*> begins;
  };

  const DeliveryPlan& compile(const NamedType& type, const Sets& sets) {
    Collection collection;
    for (const auto& [set, usage] : sets) collect(*set, type, usage, collection);
    DeliveryPlan& plan = out_.plans_.emplace_back();
    plan.begins = std::move(collection.begins);
    for (const Nodes& nodes : collection.groups) plan.fields.push_back(field(type, nodes));
    return plan;
  }

  void collect(const ast::SelectionSet& set, const NamedType& type, const DeferUsage* usage,
               Collection& out) {
    for (const ast::Selection& selection : set.items) {
      if (!inclusion_.is_included(selection)) continue;
      if (selection.kind == ast::SelectionKind::kField) {
        const auto [place, is_new] = out.index.emplace(selection.key(), out.groups.size());
        if (is_new) out.groups.emplace_back();
        out.groups[place->second].push_back({&selection, usage});
        continue;
      }
      const bool is_spread = selection.kind == ast::SelectionKind::kSpread;
      if (is_spread && out.fragments.contains(selection.name.text)) continue;
      const ast::Fragment* const fragment = is_spread ? &inclusion_.fragment(selection) : nullptr;
      const ast::Name& condition = is_spread ? fragment->type_condition : selection.type_condition;
      if (!inclusion_.applies(condition, type)) continue;
      const DeferUsage* inner = usage;
      if (const ast::Directive* defer = find_directive(selection, "defer")) {
        inner = &out_.usages_.emplace_back(out_.usages_.size(), usage, label_of(*defer));
        out.begins.push_back(inner);
      } else if (is_spread) {
        out.fragments.insert(selection.name.text);
      }
      collect(is_spread ? *fragment->selection_set : *selection.selection_set, type, inner, out);
    }
  }

  DeliveryField field(const NamedType& parent, const Nodes& nodes) {
    const ast::Selection& first = *nodes.front().node;
    DeliveryField field{.key = first.key(), .usages = usages_of(nodes)};
    if (const ast::Directive* stream = find_directive(first, "stream")) {
      field.stream = StreamUsage{initial_count(*stream), label_of(*stream)};
    }
    if (first.selection_set == nullptr) return field;
    Sets sets;
    for (const auto& [node, usage] : nodes) {
      sets.push_back({node->selection_set, field.stream ? nullptr : usage});
    }
    const NamedType& type = *plan_.schema->find_field(parent, first.name.text)->type->named;
    const DeliveryPlan& below = compile(type, sets);
    const DeferUsages around = field.stream ? DeferUsages() : field.usages;
    const bool is_whole =
        below.begins.empty() && std::ranges::all_of(below.fields, [&](const DeliveryField& inner) {
          return inner.is_whole() && inner.usages == around;
        });
    if (is_whole) {
      out_.plans_.pop_back();
    } else {
      field.below = &below;
    }
    return field;
  }

  // A field that also stands outside of deferred fragments, or outside of an inner one, does not
  // wait for it.
  static DeferUsages usages_of(const Nodes& nodes) {
    DeferUsages usages;
    for (const auto& [node, usage] : nodes) {
      if (usage == nullptr) return {};
      usages.push_back(usage);
    }
    std::ranges::sort(usages, {}, &DeferUsage::number);
    const auto repeated = std::ranges::unique(usages);
    usages.erase(repeated.begin(), repeated.end());
    const DeferUsages all = usages;
    std::erase_if(usages, [&](const DeferUsage* usage) {
      for (const DeferUsage* outer = usage->outer; outer != nullptr; outer = outer->outer) {
        if (std::ranges::find(all, outer) != all.end()) return true;
      }
      return false;
    });
    return usages;
  }

  // The directive, if it is on.
  const ast::Directive* find_directive(const ast::Selection& selection,
                                       std::string_view name) const {
    for (const ast::Directive& directive : selection.directives) {
      if (directive.name.text == name && inclusion_.is_on(directive)) return &directive;
    }
    return nullptr;
  }

  static const ast::Value* find_argument(const ast::Directive& directive, std::string_view name) {
    for (const ast::Argument& argument : directive.arguments) {
      if (argument.name.text == name) return &argument.value;
    }
    return nullptr;
  }

  static std::optional<std::string_view> label_of(const ast::Directive& directive) {
    const ast::Value* const label = find_argument(directive, "label");
    return label == nullptr ? std::nullopt : std::optional(label->text);
  }

  std::size_t initial_count(const ast::Directive& stream) const {
    const ast::Value* const literal = find_argument(stream, "initialCount");
    if (literal == nullptr) return 0;
    const types::Value value = literal->kind == ast::ValueKind::kVariable
                                   ? variables_.find(literal->text)
                                   : number_from_text(literal->text);
    if (value.kind() != types::Value::Kind::kInt) return 0;
    if (value.as_int() < 0) {
      throw Diagnostic{"initialCount must be a positive integer",
                       {plan_.document->locate(literal->at)}};
    }
    return static_cast<std::size_t>(value.as_int());
  }

  const Plan& plan_;
  types::Value variables_;
  Inclusion inclusion_;
  IncrementalPlan& out_;
};

std::expected<IncrementalPlan, Diagnostic> IncrementalPlan::compile(
    const BoundOperation& operation) {
  IncrementalPlan plan;
  try {
    IncrementalCompiler(operation, plan).compile();
  } catch (const Diagnostic& error) {
    return std::unexpected(error);
  }
  return plan;
}

}  // namespace modus::graphql
