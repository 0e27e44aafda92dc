// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// Depth first along spreads; every fragment is entered once.
class CycleCheck {
 public:
  explicit CycleCheck(ValidationContext& context)
      : context_(context),
        entered_(context.index().parts().size()),
        position_(context.index().parts().size(), kNotOnPath) {}

  void visit(const DocumentPart& part) {
    enter(part);
    while (!stack_.empty()) {
      Visit& current = stack_.back();
      if (current.next == current.spreads.size() || context_.is_full()) {
        position_[current.part->name] = kNotOnPath;
        stack_.pop_back();
        if (!path_.empty()) path_.pop_back();
        continue;
      }
      const SelectionUse& spread = *current.spreads[current.next++];
      path_.push_back(spread.node);
      if (!enter(*spread.fragment)) {
        const std::size_t start = position_[spread.fragment->name];
        if (start != kNotOnPath) report(start);
        path_.pop_back();
      }
    }
  }

 private:
  static constexpr std::size_t kNotOnPath = static_cast<std::size_t>(-1);

  struct Visit {
    const DocumentPart* part;
    std::vector<const SelectionUse*> spreads;
    std::size_t next = 0;
  };

  bool enter(const DocumentPart& part) {
    if (entered_[part.name]) return false;
    entered_[part.name] = true;
    position_[part.name] = path_.size();
    stack_.push_back({&part, spreads_of(part)});
    return true;
  }

  // In the order in which graphql-js follows them: those of a selection set before those below it,
  // of which the last come first.
  static std::vector<const SelectionUse*> spreads_of(const DocumentPart& part) {
    std::vector<const SelectionUse*> spreads;
    if (part.spreads.empty()) return spreads;
    std::vector<const SelectionSetUse*> sets = {part.root};
    while (!sets.empty()) {
      const SelectionSetUse& set = *sets.back();
      sets.pop_back();
      for (const SelectionUse& item : set.items) {
        if (item.fragment != nullptr) spreads.push_back(&item);
        if (item.below != nullptr) sets.push_back(item.below);
      }
    }
    return spreads;
  }

  void report(std::size_t start) {
    std::string via;
    std::vector<Offset> places;
    for (std::size_t i = start; i < path_.size(); ++i) {
      places.push_back(path_[i]->at);
      if (i + 1 == path_.size()) break;
      via += fmt::format("{}\"{}\"", via.empty() ? " via " : ", ", path_[i]->name.text);
    }
    context_.report(
        fmt::format("Cannot spread fragment \"{}\" within itself{}.", path_.back()->name.text, via),
        std::move(places));
  }

  ValidationContext& context_;
  std::vector<bool> entered_;  // by the fragments' names, as is position_
  std::vector<Visit> stack_;
  std::vector<const ast::Selection*> path_;  // the spreads that led here
  std::vector<std::size_t> position_;        // of those on the stack: the length of the path to it
};

}  // namespace

void check_unique_fragment_names(ValidationContext& context) {
  std::vector<ast::Name> names;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment != nullptr) names.push_back(part.fragment->name);
  }
  report_again(names, [&](const ast::Name& name, Offset first) {
    context.report(fmt::format("There can be only one fragment named \"{}\".", name.text),
                   {first, name.at});
  });
}

void check_known_fragment_names(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const SpreadUse& spread : part.spreads) {
      const ast::Name& name = spread.node->name;
      if (spread.fragment == nullptr) {
        context.report(fmt::format("Unknown fragment \"{}\".", name.text), {name.at});
      }
    }
  }
}

void check_no_unused_fragments(ValidationContext& context) {
  PartSet seen(context.index());
  std::vector<const DocumentPart*> used;
  NameTable names;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation != nullptr) add_reachable(part, seen, used);
  }
  for (const DocumentPart* part : used) {
    if (part->fragment != nullptr) names.add(part->fragment->name.text);
  }
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment == nullptr || names.find(part.fragment->name.text) != NameTable::kNone) {
      continue;
    }
    context.report(fmt::format("Fragment \"{}\" is never used.", part.fragment->name.text),
                   {part.fragment->at});
  }
}

void check_possible_fragment_spreads(ValidationContext& context) {
  const auto check = [&](const ast::Selection& node, const NamedType* parent,
                         const NamedType* type) {
    if (parent == nullptr || type == nullptr || may_overlap(*parent, *type)) return;
    const std::string subject =
        node.name.empty() ? "Fragment" : fmt::format("Fragment \"{}\"", node.name.text);
    context.report(fmt::format("{} cannot be spread here as objects of type \"{}\" can never be of "
                               "type \"{}\".",
                               subject, parent->name, type->name),
                   {node.at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    each_selection(part, ast::SelectionKind::kInlineFragment,
                   [&](const SelectionUse& use, const NamedType* parent) {
                     check(*use.node, parent, use.below->parent);
                   });
    for (const SpreadUse& spread : part.spreads) {
      if (spread.fragment != nullptr) check(*spread.node, spread.parent, spread.fragment->type);
    }
  }
}

void check_no_fragment_cycles(ValidationContext& context) {
  CycleCheck check(context);
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment != nullptr) check.visit(part);
  }
}

}  // namespace modus::graphql
