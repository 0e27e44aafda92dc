// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// The types below an abstract one that have the field: interfaces that most of them share first.
std::vector<std::string_view> types_with_field(const NamedType& parent, std::string_view field) {
  if (!parent.is_abstract()) return {};
  std::vector<std::pair<const NamedType*, std::size_t>> found;
  const auto count = [&](const NamedType* type) {
    auto entry = std::ranges::find(found, type, [](const auto& f) { return f.first; });
    if (entry == found.end()) entry = found.insert(entry, {type, 0});
    ++entry->second;
  };
  for (const NamedType* type : parent.possible_types) {
    if (type->find_field(field) == nullptr) continue;
    count(type);
    for (const NamedType* interface : type->interfaces) {
      if (interface->find_field(field) != nullptr) count(interface);
    }
  }
  for (auto& [type, uses] : found) {
    if (type->kind == TypeKind::kObject) uses = 0;
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    if (a.second != b.second) return a.second > b.second;
    if (b.first->implements(*a.first)) return true;
    if (a.first->implements(*b.first)) return false;
    return compare_naturally(a.first->name, b.first->name) < 0;
  });
  std::vector<std::string_view> names;
  for (const auto& [type, uses] : found) names.push_back(type->name);
  return names;
}

std::string suggest(const NamedType& parent, std::string_view field) {
  const auto types = types_with_field(parent, field);
  if (!types.empty()) return did_you_mean("to use an inline fragment on", types);
  std::vector<std::string_view> options;
  for (const Field& option : parent.fields) options.push_back(option.name);
  return did_you_mean("", similar_names(field, std::move(options)));
}

// How deep lists of the introspection schema nest. Fragments are measured once.
class IntrospectionDepth {
 public:
  explicit IntrospectionDepth(const DocumentIndex& index) : index_(index) {}

  std::size_t measure(const ast::Selection& selection) {
    if (selection.kind == ast::SelectionKind::kSpread) return measure_fragment(selection.name.text);
    constexpr std::string_view kLists[] = {"fields", "interfaces", "possibleTypes", "inputFields"};
    const bool list = selection.kind == ast::SelectionKind::kField &&
                      std::ranges::find(kLists, selection.name.text) != std::end(kLists);
    const std::size_t below =
        selection.selection_set == nullptr ? 0 : measure(*selection.selection_set);
    return below + (list ? 1 : 0);
  }

 private:
  std::size_t measure(const ast::SelectionSet& set) {
    std::size_t depth = 0;
    for (const ast::Selection& item : set.items) depth = std::max(depth, measure(item));
    return depth;
  }

  std::size_t measure_fragment(std::string_view name) {
    const auto [known, is_new] = fragments_.emplace(name, 0);
    const DocumentPart* part = index_.find_fragment(name);
    if (!is_new || part == nullptr) return known->second;
    const std::size_t depth = measure(*part->fragment->selection_set);
    return fragments_[name] = depth;
  }

  const DocumentIndex& index_;
  std::unordered_map<std::string_view, std::size_t> fragments_;
};

}  // namespace

void check_scalar_leafs(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const FieldUse& use : part.fields) {
      if (use.definition == nullptr) continue;
      const ast::SelectionSet* set = use.node->selection_set;
      const TypeRef& type = *use.definition->type;
      const std::string_view name = use.node->name.text;
      if (type.named->is_leaf() && set != nullptr) {
        context.report(
            fmt::format(
                "Field \"{}\" must not have a selection since type \"{}\" has no subfields.", name,
                type.text),
            {set->at});
      } else if (!type.named->is_leaf() && set == nullptr) {
        context.report(fmt::format("Field \"{0}\" of type \"{1}\" must have a selection of "
                                   "subfields. Did you mean \"{0} {{ ... }}\"?",
                                   name, type.text),
                       {use.node->at});
      }
    }
  }
}

void check_fields_on_correct_type(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const FieldUse& use : part.fields) {
      if (use.parent == nullptr || use.definition != nullptr || context.is_full()) continue;
      const std::string_view name = use.node->name.text;
      context.report(fmt::format("Cannot query field \"{}\" on type \"{}\".{}", name,
                                 use.parent->name, suggest(*use.parent, name)),
                     {use.node->at});
    }
  }
}

void check_introspection_depth(ValidationContext& context) {
  constexpr std::size_t kMaxLists = 2;
  IntrospectionDepth depth(context.index());
  for (const DocumentPart& part : context.index().parts()) {
    for (const FieldUse& use : part.fields) {
      const std::string_view name = use.node->name.text;
      if ((name == "__schema" || name == "__type") && depth.measure(*use.node) > kMaxLists) {
        context.report("Maximum introspection depth exceeded", {use.node->at});
      }
    }
  }
}

}  // namespace modus::graphql
