// SPDX-License-Identifier: Apache-2.0
// Whether fields of the same response name can be merged. Documents that are not plainly so have
// their selection sets compared in pairs, each pair once, fields written alike once; a budget
// bounds what an adversary can make of it.
#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/validation/merge_check.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

enum class Exclusive { kNo, kYes };  // whether two objects can never be the same one

struct FieldEntry {
  const ast::Selection* node;
  const NamedType* parent;
  const Field* definition;
  std::size_t arguments;  // equal numbers, equal arguments
  std::size_t shape;      // equal numbers, written alike
};

// The fields of a selection set by response name, inline fragments included, and its spreads.
struct FieldMap {
  std::vector<std::pair<std::string_view, std::vector<FieldEntry>>> groups;
  std::unordered_map<std::string_view, std::size_t> index;
  std::vector<std::string_view> spreads;
};

struct Conflict {
  std::string reason;  // `"a" and "b" are different fields`
  std::string_view key;
  std::vector<Offset> first;
  std::vector<Offset> second;
};
using Conflicts = std::vector<Conflict>;

// Numbers for texts: equal texts have equal numbers.
class Interner {
 public:
  std::size_t number(std::string text) {
    return numbers_.emplace(std::move(text), numbers_.size()).first->second;
  }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
};

bool types_conflict(const TypeRef& a, const TypeRef& b) {
  if (a.wrapper != b.wrapper) return true;
  if (a.wrapper != Wrapper::kNone) return types_conflict(*a.of, *b.of);
  return (a.named->is_leaf() || b.named->is_leaf()) && a.named != b.named;
}

class OverlapCheck {
 public:
  explicit OverlapCheck(ValidationContext& context) : context_(context) {}

  void check(const SelectionSetUse& set) {
    for (Conflict& conflict : within(fields_of(*set.node, set.parent))) {
      std::vector<Offset> places = std::move(conflict.first);
      places.insert(places.end(), conflict.second.begin(), conflict.second.end());
      context_.report(fmt::format("Fields \"{}\" conflict because {}. Use different aliases on the "
                                  "fields to fetch both if this was intentional.",
                                  conflict.key, conflict.reason),
                      places);
    }
  }

  bool is_exhausted() const { return comparisons_ > kMaxComparisons; }

 private:
  static constexpr std::size_t kMaxComparisons = 250'000;

  Conflicts within(const FieldMap& map) {
    Conflicts conflicts;
    for (const auto& [key, entries] : map.groups) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        for (std::size_t j = i + 1; j < entries.size(); ++j) {
          compare(Exclusive::kNo, key, entries[i], entries[j], conflicts);
        }
      }
    }
    for (std::size_t i = 0; i < map.spreads.size(); ++i) {
      with_fragment(Exclusive::kNo, map, map.spreads[i], conflicts);
      for (std::size_t j = i + 1; j < map.spreads.size(); ++j) {
        fragments(Exclusive::kNo, map.spreads[i], map.spreads[j], conflicts);
      }
    }
    return conflicts;
  }

  void between(Exclusive exclusive, const FieldMap& a, const FieldMap& b, Conflicts& conflicts) {
    for (const auto& [key, entries] : a.groups) {
      const auto other = b.index.find(key);
      if (other == b.index.end()) continue;
      for (const FieldEntry& first : entries) {
        for (const FieldEntry& second : b.groups[other->second].second) {
          compare(exclusive, key, first, second, conflicts);
        }
      }
    }
  }

  // A set against a fragment and all that the fragment spreads.
  void with_fragment(Exclusive exclusive, const FieldMap& map, std::string_view name,
                     Conflicts& conflicts) {
    if (!mark(fields_and_fragments_, &map, name, exclusive)) return;
    const FieldMap* fragment = fields_of_fragment(name);
    if (fragment == nullptr || fragment == &map) return;
    between(exclusive, map, *fragment, conflicts);
    for (const std::string_view next : fragment->spreads) {
      with_fragment(exclusive, map, next, conflicts);
    }
  }

  void fragments(Exclusive exclusive, std::string_view a, std::string_view b,
                 Conflicts& conflicts) {
    if (a == b || !mark(fragment_pairs_, std::min(a, b), std::max(a, b), exclusive)) return;
    const FieldMap* first = fields_of_fragment(a);
    const FieldMap* second = fields_of_fragment(b);
    if (first == nullptr || second == nullptr) return;
    between(exclusive, *first, *second, conflicts);
    for (const std::string_view next : second->spreads) fragments(exclusive, a, next, conflicts);
    for (const std::string_view next : first->spreads) fragments(exclusive, next, b, conflicts);
  }

  // True when the pair has to be compared: it was not, or only as mutually exclusive, which
  // checks less.
  template <class Pairs, class A, class B>
  static bool mark(Pairs& pairs, A a, B b, Exclusive exclusive) {
    const auto [entry, is_new] = pairs.emplace(std::pair(a, b), exclusive);
    if (is_new) return true;
    if (entry->second == Exclusive::kNo || exclusive == Exclusive::kYes) return false;
    entry->second = Exclusive::kNo;
    return true;
  }

  void compare(Exclusive parents, std::string_view key, const FieldEntry& a, const FieldEntry& b,
               Conflicts& conflicts) {
    if (a.node == b.node || (a.shape == b.shape && a.parent == b.parent) || is_exhausted()) return;
    ++comparisons_;
    const bool apart = a.parent != b.parent && a.parent != nullptr && b.parent != nullptr &&
                       a.parent->kind == TypeKind::kObject && b.parent->kind == TypeKind::kObject;
    const Exclusive exclusive = apart ? Exclusive::kYes : parents;
    const auto add = [&](std::string reason) {
      conflicts.push_back({std::move(reason), key, {a.node->at}, {b.node->at}});
    };
    if (exclusive == Exclusive::kNo) {
      const std::string_view first = a.node->name.text;
      const std::string_view second = b.node->name.text;
      if (first != second) {
        return add(fmt::format("\"{}\" and \"{}\" are different fields", first, second));
      }
      if (a.arguments != b.arguments) return add("they have differing arguments");
    }
    if (a.definition != nullptr && b.definition != nullptr &&
        types_conflict(*a.definition->type, *b.definition->type)) {
      return add(fmt::format("they return conflicting types \"{}\" and \"{}\"",
                             a.definition->type->text, b.definition->type->text));
    }
    if (a.node->selection_set == nullptr || b.node->selection_set == nullptr) return;
    Conflicts below = subselections(exclusive, a, b);
    if (below.empty()) return;
    add("");
    Conflict& conflict = conflicts.back();
    for (const Conflict& sub : below) {
      conflict.reason += fmt::format("{}subfields \"{}\" conflict because {}",
                                     conflict.reason.empty() ? "" : " and ", sub.key, sub.reason);
      conflict.first.insert(conflict.first.end(), sub.first.begin(), sub.first.end());
      conflict.second.insert(conflict.second.end(), sub.second.begin(), sub.second.end());
    }
  }

  Conflicts subselections(Exclusive exclusive, const FieldEntry& a, const FieldEntry& b) {
    const FieldMap& first = fields_of(*a.node->selection_set, type_below(a));
    const FieldMap& second = fields_of(*b.node->selection_set, type_below(b));
    if (clean_pairs_.contains({&first, &second, exclusive})) return {};
    Conflicts conflicts;
    between(exclusive, first, second, conflicts);
    for (const std::string_view name : second.spreads) {
      with_fragment(exclusive, first, name, conflicts);
    }
    for (const std::string_view name : first.spreads) {
      with_fragment(exclusive, second, name, conflicts);
    }
    for (const std::string_view x : first.spreads) {
      for (const std::string_view y : second.spreads) fragments(exclusive, x, y, conflicts);
    }
    if (conflicts.empty()) clean_pairs_.insert({&first, &second, exclusive});
    return conflicts;
  }

  static const NamedType* type_below(const FieldEntry& entry) {
    const NamedType* type = entry.definition == nullptr ? nullptr : entry.definition->type->named;
    return type != nullptr && type->is_composite() ? type : nullptr;
  }

  const FieldMap* fields_of_fragment(std::string_view name) {
    const DocumentPart* part = context_.index().find_fragment(name);
    return part == nullptr ? nullptr : &fields_of(*part->fragment->selection_set, part->type);
  }

  const FieldMap& fields_of(const ast::SelectionSet& set, const NamedType* parent) {
    const auto [entry, is_new] = maps_.try_emplace(&set);
    if (is_new) {
      FieldMap& map = storage_.emplace_back();
      entry->second = &map;
      std::set<std::tuple<std::size_t, const NamedType*>> seen;
      collect(set, parent, map, seen);
      return map;
    }
    return *entry->second;
  }

  void collect(const ast::SelectionSet& set, const NamedType* parent, FieldMap& map,
               std::set<std::tuple<std::size_t, const NamedType*>>& seen) {
    for (const ast::Selection& item : set.items) {
      if (item.kind == ast::SelectionKind::kSpread) {
        if (std::ranges::find(map.spreads, item.name.text) == map.spreads.end()) {
          map.spreads.push_back(item.name.text);
        }
      } else if (item.kind == ast::SelectionKind::kInlineFragment) {
        const std::string_view condition = item.type_condition.text;
        const NamedType* type = condition.empty() ? parent : context_.schema().find_type(condition);
        collect(*item.selection_set, type, map, seen);
      } else if (seen.insert({shape_of(item), parent}).second) {
        const Field* field =
            parent == nullptr ? nullptr : context_.schema().find_field(*parent, item.name.text);
        const auto [place, is_new] = map.index.emplace(item.key(), map.groups.size());
        if (is_new) map.groups.push_back({item.key(), {}});
        map.groups[place->second].second.push_back(
            {&item, parent, field, arguments_of(item), shape_of(item)});
      }
    }
  }

  std::size_t arguments_of(const ast::Selection& field) {
    if (field.arguments.empty()) return interner_.number("");
    std::vector<std::string> texts;
    for (const ast::Argument& argument : field.arguments) {
      texts.push_back(fmt::format("{}:{}", argument.name.text, print_sorted(argument.value)));
    }
    std::ranges::sort(texts);
    return interner_.number(fmt::format("({})", fmt::join(texts, ",")));
  }

  std::size_t shape_of(const ast::Selection& item) {
    const auto known = shapes_.find(&item);
    if (known != shapes_.end()) return known->second;
    std::string text =
        fmt::format("{} {} {} {}", static_cast<int>(item.kind), item.key(), item.name.text,
                    item.kind == ast::SelectionKind::kField ? arguments_of(item) : 0);
    if (item.kind == ast::SelectionKind::kInlineFragment) text += item.type_condition.text;
    if (item.selection_set != nullptr) {
      for (const ast::Selection& below : item.selection_set->items) {
        text += fmt::format(" {}", shape_of(below));
      }
    }
    return shapes_[&item] = interner_.number(std::move(text));
  }

  ValidationContext& context_;
  Interner interner_;
  std::unordered_map<const ast::Selection*, std::size_t> shapes_;
  std::deque<FieldMap> storage_;
  std::unordered_map<const ast::SelectionSet*, const FieldMap*> maps_;
  std::map<std::pair<const FieldMap*, std::string_view>, Exclusive> fields_and_fragments_;
  std::map<std::pair<std::string_view, std::string_view>, Exclusive> fragment_pairs_;
  std::set<std::tuple<const FieldMap*, const FieldMap*, Exclusive>> clean_pairs_;
  std::size_t comparisons_ = 0;
};

}  // namespace

void check_overlapping_fields(ValidationContext& context) {
  if (is_plainly_mergeable(context)) return;
  OverlapCheck check(context);
  for (const DocumentPart& part : context.index().parts()) {
    for (const SelectionSetUse& set : part.selection_sets) {
      check.check(set);
      if (check.is_exhausted()) {
        context.report("The document merges too many different fields to be checked.",
                       {set.node->at});
        return;
      }
    }
  }
}

}  // namespace modus::graphql
