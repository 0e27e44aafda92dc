// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

struct Candidate {
  const NamedType* type;
  std::size_t uses;  // of an interface: by how many of the types; of an object 1
};

// Interfaces that most types share first, and before their types; else by name. No strict weak
// order: what comes out depends on how it is sorted.
bool is_better(const Candidate& a, const Candidate& b) {
  if (a.uses != b.uses) return a.uses > b.uses;
  if (b.type->implements(*a.type)) return true;
  if (a.type->implements(*b.type)) return false;
  return compare_naturally(a.type->name, b.type->name) < 0;
}

// The types below an abstract one that have the field, the best first, as graphql-js has them.
std::vector<std::string_view> types_with_field(const NamedType& parent, std::string_view field) {
  if (!parent.is_abstract()) return {};
  std::vector<Candidate> found;
  const auto count = [&](const NamedType* type) {
    const auto known = std::ranges::find(found, type, &Candidate::type);
    if (known == found.end()) {
      found.push_back({type, 1});
    } else {
      ++known->uses;
    }
  };
  for (const NamedType* type : parent.possible_types) {
    if (type->find_field(field) == nullptr) continue;
    count(type);
    for (const NamedType* interface : type->interfaces) {
      if (interface->find_field(field) != nullptr) count(interface);
    }
  }
  for (auto next = found.begin(); next != found.end(); ++next) {
    std::rotate(std::upper_bound(found.begin(), next, *next, is_better), next, next + 1);
  }
  std::vector<std::string_view> names;
  for (const Candidate& candidate : found) names.push_back(candidate.type->name);
  return names;
}

std::string suggest(const NamedType& parent, std::string_view field) {
  const auto types = types_with_field(parent, field);
  if (!types.empty()) return did_you_mean("to use an inline fragment on", types);
  std::vector<std::string_view> options;
  for (const Field& option : parent.fields) options.push_back(option.name);
  return did_you_mean("", similar_names(field, std::move(options)));
}

// Whether lists of the introspection schema nest too deep in a field.
class IntrospectionDepth {
 public:
  explicit IntrospectionDepth(const DocumentIndex& index) : entered_(index.parts().size()) {}

  bool is_too_deep(const SelectionUse& field) {
    constexpr std::size_t kMaxLists = 2;
    pending_.clear();
    if (field.below != nullptr) pending_.emplace_back(field.below, 0);
    while (!pending_.empty()) {
      const auto [set, above] = pending_.back();
      pending_.pop_back();
      for (const SelectionUse& item : set->items) {
        const std::size_t lists = above + (is_list(*item.node) ? 1 : 0);
        if (lists > kMaxLists) {
          std::ranges::fill(entered_, 0);  // what they hold was not looked at to the end
          return true;
        }
        if (item.fragment != nullptr && entered_[item.fragment->number] <= lists) {
          entered_[item.fragment->number] = lists + 1;
          pending_.emplace_back(item.fragment->root, lists);
        }
        if (item.below != nullptr) pending_.emplace_back(item.below, lists);
      }
    }
    return false;
  }

 private:
  static bool is_list(const ast::Selection& node) {
    constexpr std::string_view kLists[] = {"fields", "interfaces", "possibleTypes", "inputFields"};
    return node.kind == ast::SelectionKind::kField &&
           std::ranges::find(kLists, node.name.text) != std::end(kLists);
  }

  std::vector<std::pair<const SelectionSetUse*, std::size_t>> pending_;
  // For each fragment: one more than the lists above it when it was looked at, 0 when it was not.
  std::vector<std::size_t> entered_;
};

}  // namespace

void check_scalar_leafs(ValidationContext& context) {
  const auto check = [&](const SelectionUse& use, const NamedType*) {
    if (use.definition == nullptr) return;
    const ast::SelectionSet* set = use.node->selection_set;
    const TypeRef& type = *use.definition->type;
    const std::string_view name = use.node->name.text;
    if (type.named->is_leaf() && set != nullptr) {
      context.report(
          fmt::format("Field \"{}\" must not have a selection since type \"{}\" has no subfields.",
                      name, type.text),
          {set->at});
    } else if (!type.named->is_leaf() && set == nullptr) {
      context.report(fmt::format("Field \"{0}\" of type \"{1}\" must have a selection of "
                                 "subfields. Did you mean \"{0} {{ ... }}\"?",
                                 name, type.text),
                     {use.node->at});
    }
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_selection(part, ast::SelectionKind::kField, check);
  }
}

void check_fields_on_correct_type(ValidationContext& context) {
  const auto check = [&](const SelectionUse& use, const NamedType* parent) {
    if (parent == nullptr || use.definition != nullptr || context.is_full()) return;
    const std::string_view name = use.node->name.text;
    context.report(fmt::format("Cannot query field \"{}\" on type \"{}\".{}", name, parent->name,
                               suggest(*parent, name)),
                   {use.node->at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_selection(part, ast::SelectionKind::kField, check);
  }
}

void check_introspection_depth(ValidationContext& context) {
  IntrospectionDepth depth(context.index());
  const auto check = [&](const SelectionUse& use, const NamedType*) {
    const std::string_view name = use.node->name.text;
    if ((name == "__schema" || name == "__type") && !context.is_full() && depth.is_too_deep(use)) {
      context.report("Maximum introspection depth exceeded", {use.node->at});
    }
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_selection(part, ast::SelectionKind::kField, check);
  }
}

}  // namespace modus::graphql
