// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/merge_check.h"

#include <algorithm>
#include <set>

#include "runtime/graphql/language/printer.h"

namespace modus::graphql {
namespace {

// Selection sets that are merged, with what they select from.
using MergedSets = std::vector<std::pair<const ast::SelectionSet*, const NamedType*>>;

bool same_arguments(const ast::Selection& a, const ast::Selection& b) {
  if (a.arguments.size() != b.arguments.size()) return false;
  return std::ranges::all_of(a.arguments, [&](const ast::Argument& argument) {
    const auto other = std::ranges::find(b.arguments, argument.name.text,
                                         [](const auto& candidate) { return candidate.name.text; });
    return other != b.arguments.end() && print_sorted(argument.value) == print_sorted(other->value);
  });
}

class MergeCheck {
 public:
  explicit MergeCheck(const ValidationContext& context) : context_(context) {}

  bool is_mergeable(MergedSets sets) {
    std::ranges::sort(sets);
    const auto [kept, is_new] = checked_.insert(std::move(sets));
    if (!is_new) return true;
    Fields fields;
    for (const auto& [set, parent] : *kept) {
      if (!collect(*set, parent, fields)) return false;
    }
    return std::ranges::all_of(fields.groups, [&](Group& group) {
      return group.below.empty() || is_mergeable(std::move(group.below));
    });
  }

 private:
  static constexpr std::size_t kMaxSelections = 200'000;

  struct Group {
    const ast::Selection* node;
    const Field* definition;
    MergedSets below;
  };
  struct Fields {
    std::vector<Group> groups;
    std::unordered_map<std::string_view, std::size_t> index;
    std::set<std::string_view> fragments;
  };

  bool collect(const ast::SelectionSet& set, const NamedType* parent, Fields& fields) {
    for (const ast::Selection& item : set.items) {
      if (++selections_ > kMaxSelections) return false;
      if (item.kind == ast::SelectionKind::kField) {
        if (!add(item, parent, fields)) return false;
      } else if (item.kind == ast::SelectionKind::kInlineFragment) {
        const std::string_view condition = item.type_condition.text;
        const NamedType* type = condition.empty() ? parent : context_.schema().find_type(condition);
        if (!collect(*item.selection_set, type, fields)) return false;
      } else if (fields.fragments.insert(item.name.text).second) {
        const DocumentPart* part = context_.index().find_fragment(item.name.text);
        if (part != nullptr && !collect(*part->fragment->selection_set, part->type, fields)) {
          return false;
        }
      }
    }
    return true;
  }

  bool add(const ast::Selection& node, const NamedType* parent, Fields& fields) {
    const Field* definition =
        parent == nullptr ? nullptr : context_.schema().find_field(*parent, node.name.text);
    if (definition == nullptr) return false;
    const auto [place, is_new] = fields.index.emplace(node.key(), fields.groups.size());
    if (is_new) fields.groups.push_back({&node, definition, {}});
    Group& group = fields.groups[place->second];
    if (!is_new &&
        (group.node->name.text != node.name.text ||
         !(*group.definition->type == *definition->type) || !same_arguments(*group.node, node))) {
      return false;
    }
    if (node.selection_set != nullptr) {
      group.below.emplace_back(node.selection_set, definition->type->named);
    }
    return true;
  }

  const ValidationContext& context_;
  std::set<MergedSets> checked_;
  std::size_t selections_ = 0;
};

}  // namespace

bool is_plainly_mergeable(const ValidationContext& context) {
  MergeCheck check(context);
  return std::ranges::all_of(context.index().parts(), [&](const DocumentPart& part) {
    const ast::SelectionSet* set =
        part.operation != nullptr ? part.operation->selection_set : part.fragment->selection_set;
    return check.is_mergeable({{set, part.type}});
  });
}

}  // namespace modus::graphql
