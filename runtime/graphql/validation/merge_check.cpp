// SPDX-License-Identifier: Apache-2.0
// Selection sets that meet at one place of the response are merged, and their fields grouped by
// response name. That fields agree is an equivalence, so those of a group are compared with the
// first alone; then what they select is merged in turn.
#include "runtime/graphql/validation/merge_check.h"

#include <algorithm>
#include <functional>
#include <set>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// Fields of different object types never stand in the response together: they may differ in all
// but the shape of what they give.
enum class Demand : std::uint8_t { kSameField = 1, kSameShape = 2 };

using MergedSets = std::vector<const SelectionSetUse*>;

class MergeCheck {
 public:
  explicit MergeCheck(const DocumentIndex& index)
      : index_(index),
        expanded_(index),
        covered_(index),
        checked_(index.selection_sets().size()),
        group_of_(index.key_count()) {}

  // Every fragment is checked where it is spread; what is spread nowhere, or only in a circle,
  // is checked by itself.
  Merging check() {
    PartSet spread(index_);
    for (const DocumentPart& part : index_.parts()) {
      for (const SpreadUse& use : part.spreads) {
        if (use.fragment != nullptr) spread.insert(*use.fragment);
      }
    }
    for (const DocumentPart& part : index_.parts()) {
      if (part.root != nullptr && !spread.contains(part)) check_from(part);
    }
    for (const DocumentPart& part : index_.parts()) {
      if (spread.contains(part) && !covered_.contains(part)) check_from(part);
    }
    return std::move(result_);
  }

 private:
  static constexpr std::size_t kCostOfKeeping = 8;  // sets in memory, in selections visited

  // Sets that still have to be merged.
  struct Task {
    std::span<const SelectionSetUse* const> sets;
    Demand demand;
  };

  bool is_mergeable() const { return result_.outcome == Merging::Outcome::kMergeable; }

  void check_from(const DocumentPart& part) {
    covered_.insert(part);
    push(part.root, Demand::kSameField);
    while (!tasks_.empty() && is_mergeable()) {
      const Task task = tasks_.back();
      tasks_.pop_back();
      merge(task);
    }
  }

  void merge(const Task& task) {
    expanded_.clear();
    group_count_ = 0;
    for (const SelectionSetUse* set : task.sets) collect(*set);
    // Fragments are expanded last, one after another, so that long chains of them need no stack.
    while (!pending_.empty()) {
      const DocumentPart& fragment = *pending_.back();
      pending_.pop_back();
      collect(*fragment.root);
    }
    for (std::size_t i = 0; i < group_count_ && is_mergeable(); ++i) {
      group_of_[groups_[i].front().field->key] = 0;
      check_group(groups_[i], task.demand);
    }
  }

  void collect(const SelectionSetUse& set) {
    visits_ += set.items.size();
    if (visits_ > kMaxMergedSelections) {
      result_.outcome = Merging::Outcome::kTooMany;
      return;
    }
    for (const SelectionUse& item : set.items) {
      if (item.node->kind == ast::SelectionKind::kField) {
        add({&item, set.parent});
      } else if (item.below != nullptr) {
        collect(*item.below);
      } else if (item.fragment != nullptr && expanded_.insert(*item.fragment)) {
        covered_.insert(*item.fragment);
        pending_.push_back(item.fragment);
      }
    }
  }

  void add(const FieldEntry& entry) {
    std::size_t& group = group_of_[entry.field->key];
    if (group == 0) {
      if (group_count_ == groups_.size()) groups_.emplace_back();
      groups_[group_count_].clear();
      group = ++group_count_;
    }
    groups_[group - 1].push_back(entry);
  }

  void check_group(std::vector<FieldEntry>& group, Demand demand) {
    if (group.size() == 1) {
      const SelectionUse& only = *group.front().field;
      if (only.below != nullptr) push(only.below, demand);
      return;
    }
    if (!have_same_shape(group)) return;
    if (demand == Demand::kSameShape) return descend(group, demand);
    check_by_object(group);
  }

  // Fields of one object type can meet in the response, together with those of abstract types.
  void check_by_object(std::vector<FieldEntry>& group) {
    std::ranges::sort(group, std::less<>(), &FieldEntry::object);
    const auto objects = std::ranges::find_if(group, &FieldEntry::object);
    const std::span abstract(group.begin(), objects);
    const bool is_one = objects == group.end() || objects->object() == group.back().object();
    if ((is_one || !abstract.empty()) && !are_same_field(group)) return;
    if (is_one) return descend(group, Demand::kSameField);
    descend(group, Demand::kSameShape);
    for (auto begin = objects; begin != group.end() && is_mergeable();) {
      const auto end = std::find_if(begin, group.end(), [&](const FieldEntry& entry) {
        return entry.object() != begin->object();
      });
      together_.assign(abstract.begin(), abstract.end());
      together_.insert(together_.end(), begin, end);
      if (!abstract.empty() || are_same_field(together_)) {
        descend(together_, Demand::kSameField);
      }
      begin = end;
    }
  }

  bool are_same_field(std::span<const FieldEntry> fields) {
    for (const FieldEntry& entry : fields) {
      if (is_same_field(fields.front(), entry)) continue;
      refuse(fields.front(), entry, describe_difference);
      return false;
    }
    return true;
  }

  bool have_same_shape(std::span<const FieldEntry> fields) {
    const FieldEntry* known = nullptr;
    for (const FieldEntry& entry : fields) {
      if (entry.type() == nullptr) continue;
      if (known == nullptr) known = &entry;
      if (is_same_shape(*known, entry)) continue;
      refuse(*known, entry, describe_shapes);
      return false;
    }
    return true;
  }

  template <class Describe>
  void refuse(FieldEntry first, FieldEntry second, Describe describe) {
    if (second.field->node->at < first.field->node->at) std::swap(first, second);
    result_ = {Merging::Outcome::kConflict, first, second, describe(first, second)};
  }

  void descend(std::span<const FieldEntry> fields, Demand demand) {
    MergedSets sets;
    const SelectionUse* last = nullptr;
    for (const FieldEntry& entry : fields) {
      if (entry.field->below == nullptr) continue;
      sets.push_back(entry.field->below);
      last = entry.field;
    }
    if (sets.empty()) return;
    if (sets.size() == 1) return push(last->below, demand);
    visits_ += kCostOfKeeping * sets.size();
    std::ranges::sort(sets);
    const auto [kept, is_new] =
        checked_together_[demand == Demand::kSameField].insert(std::move(sets));
    if (is_new) tasks_.push_back({*kept, demand});
  }

  // One set alone. `set` lives in the index.
  void push(const SelectionSetUse* const& set, Demand demand) {
    auto& checked = checked_[static_cast<std::size_t>(set - index_.selection_sets().data())];
    const auto bit = static_cast<std::uint8_t>(demand);
    if ((checked & bit) != 0) return;
    checked |= bit;
    tasks_.push_back({std::span(&set, 1), demand});
  }

  const DocumentIndex& index_;
  Merging result_;
  std::size_t visits_ = 0;
  std::vector<Task> tasks_;
  PartSet expanded_;  // fragments of the sets being merged
  PartSet covered_;   // fragments of all sets merged so far
  std::vector<const DocumentPart*> pending_;
  std::vector<std::uint8_t> checked_;            // of each set: the demands checked, as bits
  std::set<MergedSets> checked_together_[2];     // by demand
  std::vector<std::size_t> group_of_;            // by key, counted from 1; 0: none yet
  std::vector<std::vector<FieldEntry>> groups_;  // the first group_count_ are in use
  std::size_t group_count_ = 0;
  std::vector<FieldEntry> together_;
};

}  // namespace

Merging check_merging(const DocumentIndex& index) { return MergeCheck(index).check(); }

}  // namespace modus::graphql
