// SPDX-License-Identifier: Apache-2.0
// Compiles selection sets into projections (specification, CollectFields). The same selection
// sets on the same type are compiled once, so nested fragments cost what they are written.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/execution/inclusion.h"
#include "runtime/graphql/execution/plan.h"
#include "runtime/graphql/execution/query_limits.h"

namespace modus::graphql {
namespace {

using SelectionSets = std::vector<const ast::SelectionSet*>;

struct FieldGroup {
  std::string_view key;
  FieldNodes nodes;
};

class SelectionCompiler {
 public:
  SelectionCompiler(const Plan& plan, types::Value variables, RootSelection& out)
      : plan_(plan), inclusion_(plan, variables), out_(out) {}

  // Throws Diagnostic.
  void compile_root() {
    for (FieldGroup& group : collect({plan_.operation->selection_set}, *plan_.root)) {
      const ast::Selection* const node = group.nodes.front();
      const Field* field = field_of(*plan_.root, *node);
      const types::Projection* below = compile_below(*field, group.nodes);
      out_.fields.push_back({std::move(group.nodes), field, plan_.arguments.at(node), below});
    }
    const RequestLimit& limit = plan_.options->max_root_fields;
    if (out_.fields.size() > limit.most) {
      Diagnostic error = over_limit(
          fmt::format("The operation selects {} root fields, more than", out_.fields.size()), limit,
          "TOO_MANY_ROOT_FIELDS");
      error.locations = {plan_.document->locate(plan_.operation->at)};
      throw error;
    }
  }

 private:
  struct Collection {
    std::vector<FieldGroup> groups;
    std::unordered_map<std::string_view, std::size_t> index;
    std::set<std::string_view> fragments;
  };

  const Field* field_of(const NamedType& type, const ast::Selection& node) const {
    return plan_.schema->find_field(type, node.name.text);
  }

  std::vector<FieldGroup> collect(const SelectionSets& sets, const NamedType& type) {
    Collection collection;
    for (const ast::SelectionSet* set : sets) collect(*set, type, collection);
    return std::move(collection.groups);
  }

  void collect(const ast::SelectionSet& set, const NamedType& type, Collection& out) {
    for (const ast::Selection& selection : set.items) {
      if (!inclusion_.is_included(selection)) continue;
      if (selection.kind == ast::SelectionKind::kField) {
        const auto [place, is_new] = out.index.emplace(selection.key(), out.groups.size());
        if (is_new) out.groups.push_back({selection.key(), {}});
        out.groups[place->second].nodes.push_back(&selection);
      } else if (selection.kind == ast::SelectionKind::kInlineFragment) {
        if (inclusion_.applies(selection.type_condition, type)) {
          collect(*selection.selection_set, type, out);
        }
      } else if (out.fragments.insert(selection.name.text).second) {
        const ast::Fragment& fragment = inclusion_.fragment(selection);
        if (inclusion_.applies(fragment.type_condition, type)) {
          collect(*fragment.selection_set, type, out);
        }
      }
    }
  }

  // The projection of a field's value; null for leaf types.
  const types::Projection* compile_below(const Field& field, const FieldNodes& nodes) {
    const NamedType& type = *field.type->named;
    if (type.is_leaf()) return nullptr;
    SelectionSets sets;
    for (const ast::Selection* node : nodes) sets.push_back(node->selection_set);
    return compile(std::move(sets), type);
  }

  const types::Projection* compile(SelectionSets sets, const NamedType& type) {
    const auto [known, is_new] = compiled_.try_emplace({&type, std::move(sets)}, nullptr);
    if (!is_new) return known->second;
    types::Projection& projection = out_.projections.emplace_back();
    for (const NamedType* possible : type.possible_types) {
      projection.variants.push_back(compile(known->first.second, *possible));
    }
    if (!type.is_abstract()) {
      for (FieldGroup& group : collect(known->first.second, type)) {
        projection.entries.push_back(compile_entry(std::move(group), type));
      }
    }
    return known->second = &projection;
  }

  types::Projection::Entry compile_entry(FieldGroup group, const NamedType& type) {
    const ast::Selection& node = *group.nodes.front();
    const Field& field = *field_of(type, node);
    types::Projection::Entry entry{.key = std::string(group.key),
                                   .type_name = std::string(type.name)};
    entry.is_typename = node.name.text == "__typename";
    if (!entry.is_typename) {
      // __schema and __type are none of the type's fields.
      const bool is_own = !node.name.text.starts_with("__");
      entry.field =
          is_own ? static_cast<std::size_t>(&field - type.fields.data()) : type.fields.size();
      entry.projection = compile_below(field, group.nodes);
    }
    entry.source = out_.sources.size();
    out_.sources.push_back(std::move(group.nodes));
    return entry;
  }

  const Plan& plan_;
  Inclusion inclusion_;
  RootSelection& out_;
  std::map<std::pair<const NamedType*, SelectionSets>, const types::Projection*> compiled_;
};

}  // namespace

std::expected<std::shared_ptr<const RootSelection>, Diagnostic> compile_selection(
    const Plan& plan, types::Value variables) {
  auto selection = std::make_shared<RootSelection>();
  try {
    SelectionCompiler(plan, variables, *selection).compile_root();
  } catch (const Diagnostic& error) {
    return std::unexpected(error);
  }
  return selection;
}

}  // namespace modus::graphql
