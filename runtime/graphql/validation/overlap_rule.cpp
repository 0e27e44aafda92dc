// SPDX-License-Identifier: Apache-2.0
// Says which fields of one response name cannot be merged. Only documents that have such fields
// come so far; their selection sets are compared in pairs, as graphql-js does, so that messages and
// places are the same.
#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "runtime/graphql/validation/merge_check.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

enum class Exclusive { kNo, kYes };  // whether two objects can never be the same one

// The fields of a selection set by response name, inline fragments included, and its spreads.
struct FieldMap {
  NameTable keys;
  std::vector<std::vector<FieldEntry>> groups;  // by the numbers of the keys
  std::vector<const DocumentPart*> spreads;     // each once
};

struct Conflict {
  std::string_view key;
  std::string reason;  // `"a" and "b" are different fields`
  std::vector<Offset> first;
  std::vector<Offset> second;
};
struct Conflicts {
  std::size_t max;
  std::vector<Conflict> list{};

  bool is_full() const { return list.size() >= max; }
};

// The detail that graphql-js gives of nested conflicts.
constexpr std::size_t kMaxReason = 1000;
constexpr std::size_t kMaxPlaces = 20;
constexpr std::size_t kMaxNested = 128;  // conflicts: more than make up a message

std::string abbreviate(std::string_view text) {
  return fmt::format("{}{}", text.substr(0, kMaxReason), text.size() > kMaxReason ? "..." : "");
}

std::string summarize(const Conflicts& conflicts) {
  std::string text;
  for (const Conflict& conflict : conflicts.list) {
    text += fmt::format("{}subfields \"{}\" conflict because {}", text.empty() ? "" : " and ",
                        abbreviate(conflict.key), conflict.reason);
    if (text.size() > kMaxReason) break;
  }
  return abbreviate(text);
}

// The field and those below it that take part; of each conflict the deepest rather than all.
std::vector<Offset> gather_places(const FieldEntry& field, const Conflicts& conflicts,
                                  std::vector<Offset> Conflict::* side) {
  std::vector<Offset> places = {field.field->node->at};
  for (const Conflict& conflict : conflicts.list) {
    const std::vector<Offset>& more = conflict.*side;
    const std::size_t count = std::min(more.size(), kMaxPlaces - places.size());
    places.insert(places.end(), more.end() - static_cast<std::ptrdiff_t>(count), more.end());
  }
  return places;
}

class OverlapCheck {
 public:
  /// Finds no more than `max` conflicts.
  Conflicts within(const SelectionSetUse& set, std::size_t max) {
    const FieldMap& map = fields_of(set);
    Conflicts conflicts{.max = max};
    for (const auto& entries : map.groups) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        for (std::size_t j = i + 1; j < entries.size() && !is_over(); ++j) {
          compare(Exclusive::kNo, entries[i], entries[j], conflicts);
        }
      }
    }
    for (std::size_t i = 0; i < map.spreads.size(); ++i) {
      with_fragment(Exclusive::kNo, map, *map.spreads[i], conflicts);
      for (std::size_t j = i + 1; j < map.spreads.size() && !is_over(); ++j) {
        fragments(Exclusive::kNo, *map.spreads[i], *map.spreads[j], conflicts);
      }
    }
    return conflicts;
  }

  /// Whether as much was compared as is reasonable to find what is known to be there.
  bool is_over() const { return comparisons_ > kMaxComparisons; }

 private:
  static constexpr std::size_t kMaxComparisons = 100'000;
  static constexpr std::size_t kMaxDepth = 1000;  // of fields that are compared

  void between(Exclusive exclusive, const FieldMap& a, const FieldMap& b, Conflicts& conflicts) {
    for (const auto& entries : a.groups) {
      const std::uint32_t other = b.keys.find(entries.front().field->node->key());
      ++comparisons_;
      if (other == NameTable::kNone) continue;
      for (const FieldEntry& first : entries) {
        for (const FieldEntry& second : b.groups[other]) {
          if (is_over()) return;
          compare(exclusive, first, second, conflicts);
        }
      }
    }
  }

  // A set against a fragment and all that the fragment spreads.
  void with_fragment(Exclusive exclusive, const FieldMap& map, const DocumentPart& fragment,
                     Conflicts& conflicts) {
    std::vector<const DocumentPart*> stack = {&fragment};
    while (!stack.empty() && !is_over()) {
      const DocumentPart* next = stack.back();
      stack.pop_back();
      const FieldMap& other = fields_of(*next->root);
      if (!mark(fields_and_fragments_, &map, next, exclusive) || &other == &map) continue;
      between(exclusive, map, other, conflicts);
      stack.insert(stack.end(), other.spreads.rbegin(), other.spreads.rend());
    }
  }

  // Two fragments and all that they spread.
  void fragments(Exclusive exclusive, const DocumentPart& a, const DocumentPart& b,
                 Conflicts& conflicts) {
    std::vector<std::pair<const DocumentPart*, const DocumentPart*>> stack = {{&a, &b}};
    while (!stack.empty() && !is_over()) {
      const auto [x, y] = stack.back();
      stack.pop_back();
      if (x == y || !mark(fragment_pairs_, std::min(x, y), std::max(x, y), exclusive)) continue;
      const FieldMap& first = fields_of(*x->root);
      const FieldMap& second = fields_of(*y->root);
      between(exclusive, first, second, conflicts);
      for (const DocumentPart* next : first.spreads | std::views::reverse) {
        stack.emplace_back(next, y);
      }
      for (const DocumentPart* next : second.spreads | std::views::reverse) {
        stack.emplace_back(x, next);
      }
    }
  }

  // True when the pair has to be compared: it was not, or only as mutually exclusive, which
  // checks less.
  template <class Pairs, class A, class B>
  bool mark(Pairs& pairs, A a, B b, Exclusive exclusive) {
    ++comparisons_;
    const auto [entry, is_new] = pairs.emplace(std::pair(a, b), exclusive);
    if (is_new) return true;
    if (entry->second == Exclusive::kNo || exclusive == Exclusive::kYes) return false;
    entry->second = Exclusive::kNo;
    return true;
  }

  void compare(Exclusive parents, const FieldEntry& a, const FieldEntry& b, Conflicts& conflicts) {
    ++comparisons_;
    const bool apart = a.object() != nullptr && b.object() != nullptr && a.object() != b.object();
    const Exclusive exclusive = apart ? Exclusive::kYes : parents;
    if (exclusive == Exclusive::kNo && !is_same_field(a, b)) {
      return add(a, b, describe_difference, conflicts);
    }
    if (!is_same_shape(a, b)) return add(a, b, describe_shapes, conflicts);
    if (a.field->below == nullptr || b.field->below == nullptr) return;
    const Conflicts below = subselections(exclusive, *a.field->below, *b.field->below);
    if (below.list.empty() || conflicts.is_full()) return;
    conflicts.list.push_back({a.field->node->key(), summarize(below),
                              gather_places(a, below, &Conflict::first),
                              gather_places(b, below, &Conflict::second)});
  }

  template <class Describe>
  static void add(const FieldEntry& a, const FieldEntry& b, Describe describe,
                  Conflicts& conflicts) {
    if (conflicts.is_full()) return;
    conflicts.list.push_back(
        {a.field->node->key(), describe(a, b), {a.field->node->at}, {b.field->node->at}});
  }

  Conflicts subselections(Exclusive exclusive, const SelectionSetUse& a, const SelectionSetUse& b) {
    const FieldMap& first = fields_of(a);
    const FieldMap& second = fields_of(b);
    const bool is_clean = clean_pairs_.contains({&first, &second, exclusive});
    if (is_clean || depth_ == kMaxDepth) return {.max = 0};
    ++depth_;
    Conflicts conflicts{.max = kMaxNested};
    between(exclusive, first, second, conflicts);
    for (const DocumentPart* fragment : second.spreads) {
      with_fragment(exclusive, first, *fragment, conflicts);
    }
    for (const DocumentPart* fragment : first.spreads) {
      with_fragment(exclusive, second, *fragment, conflicts);
    }
    for (const DocumentPart* x : first.spreads) {
      for (const DocumentPart* y : second.spreads) fragments(exclusive, *x, *y, conflicts);
    }
    --depth_;
    if (conflicts.list.empty()) clean_pairs_.insert({&first, &second, exclusive});
    return conflicts;
  }

  const FieldMap& fields_of(const SelectionSetUse& set) {
    const auto [entry, is_new] = maps_.try_emplace(&set);
    if (is_new) {
      std::set<const DocumentPart*> spread;
      collect(set, entry->second, spread);
    }
    return entry->second;
  }

  static void collect(const SelectionSetUse& set, FieldMap& map,
                      std::set<const DocumentPart*>& spread) {
    for (const SelectionUse& item : set.items) {
      if (item.node->kind == ast::SelectionKind::kField) {
        const auto [number, is_new] = map.keys.add(item.node->key());
        if (is_new) map.groups.emplace_back();
        map.groups[number].push_back({&item, set.parent});
      } else if (item.below != nullptr) {
        collect(*item.below, map, spread);
      } else if (item.fragment != nullptr && spread.insert(item.fragment).second) {
        map.spreads.push_back(item.fragment);
      }
    }
  }

  std::map<const SelectionSetUse*, FieldMap> maps_;
  std::map<std::pair<const FieldMap*, const DocumentPart*>, Exclusive> fields_and_fragments_;
  std::map<std::pair<const DocumentPart*, const DocumentPart*>, Exclusive> fragment_pairs_;
  std::set<std::tuple<const FieldMap*, const FieldMap*, Exclusive>> clean_pairs_;
  std::size_t comparisons_ = 0;
  std::size_t depth_ = 0;
};

void report(ValidationContext& context, std::string_view key, std::string_view reason,
            std::vector<Offset> places) {
  context.report(
      fmt::format("Fields \"{}\" conflict because {}. Use different aliases on the fields "
                  "to fetch both if this was intentional.",
                  abbreviate(key), reason),
      std::move(places));
}

// The selection sets that make a level of the response, in the order of the document: what inline
// fragments select belongs to the set around them.
std::vector<const SelectionSetUse*> response_levels(const DocumentPart& part) {
  std::set<const SelectionSetUse*> inlined;
  each_selection(part, ast::SelectionKind::kInlineFragment,
                 [&](const SelectionUse& use, const NamedType*) { inlined.insert(use.below); });
  std::vector<const SelectionSetUse*> levels;
  for (const SelectionSetUse& set : part.selection_sets) {
    if (!inlined.contains(&set)) levels.push_back(&set);
  }
  return levels;
}

}  // namespace

void check_overlapping_fields(ValidationContext& context) {
  const auto [outcome, first, second, reason] = check_merging(context.index());
  if (outcome == Merging::Outcome::kMergeable) return;
  if (outcome == Merging::Outcome::kTooMany) {
    context.report(fmt::format("The document has more than {} selections, its fragments expanded: "
                               "too many to tell whether they can be merged.",
                               kMaxMergedSelections),
                   {});
    return;
  }
  OverlapCheck check;
  bool found = false;
  for (const DocumentPart& part : context.index().parts()) {
    for (const SelectionSetUse* set : response_levels(part)) {
      if (check.is_over() || context.is_full()) break;
      for (Conflict& conflict : check.within(*set, context.room()).list) {
        std::vector<Offset> places = std::move(conflict.first);
        places.insert(places.end(), conflict.second.begin(), conflict.second.end());
        report(context, conflict.key, conflict.reason, std::move(places));
        found = true;
      }
    }
  }
  if (!found) {
    report(context, first.field->node->key(), reason,
           {first.field->node->at, second.field->node->at});
  }
}

}  // namespace modus::graphql
