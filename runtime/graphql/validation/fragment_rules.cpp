// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// Depth first along spreads; every fragment is entered once.
class CycleCheck {
 public:
  explicit CycleCheck(ValidationContext& context) : context_(context) {}

  void visit(const DocumentPart& part) {
    if (!visited_.insert(&part).second) return;
    position_.emplace(part.fragment->name.text, path_.size());
    for (const FragmentUse& spread : part.spreads) {
      path_.push_back(spread.node);
      const auto start = position_.find(spread.node->name.text);
      if (start != position_.end()) {
        report(start->second);
      } else if (const auto* next = context_.index().find_fragment(spread.node->name.text)) {
        visit(*next);
      }
      path_.pop_back();
    }
    position_.erase(part.fragment->name.text);
  }

 private:
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
        places);
  }

  ValidationContext& context_;
  std::set<const DocumentPart*> visited_;
  std::vector<const ast::Selection*> path_;
  std::unordered_map<std::string_view, std::size_t> position_;
};

}  // namespace

void check_unique_fragment_names(ValidationContext& context) {
  std::unordered_map<std::string_view, Offset> seen;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment == nullptr) continue;
    const ast::Name& name = part.fragment->name;
    const auto [first, is_new] = seen.emplace(name.text, name.at);
    if (!is_new) {
      context.report(fmt::format("There can be only one fragment named \"{}\".", name.text),
                     {first->second, name.at});
    }
  }
}

void check_known_fragment_names(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const FragmentUse& spread : part.spreads) {
      const ast::Name& name = spread.node->name;
      if (context.index().find_fragment(name.text) == nullptr) {
        context.report(fmt::format("Unknown fragment \"{}\".", name.text), {name.at});
      }
    }
  }
}

void check_no_unused_fragments(ValidationContext& context) {
  std::set<std::string_view> used;
  for (const DocumentPart& part : context.index().parts()) {
    if (part.operation == nullptr) continue;
    for (const DocumentPart* reached : context.index().reachable(part)) {
      if (reached->fragment != nullptr) used.insert(reached->fragment->name.text);
    }
  }
  for (const DocumentPart& part : context.index().parts()) {
    if (part.fragment == nullptr || used.contains(part.fragment->name.text)) continue;
    context.report(fmt::format("Fragment \"{}\" is never used.", part.fragment->name.text),
                   {part.fragment->at});
  }
}

void check_possible_fragment_spreads(ValidationContext& context) {
  const auto check = [&](const FragmentUse& use, const NamedType* type, const std::string& what) {
    if (use.parent == nullptr || type == nullptr || !type->is_composite() ||
        may_overlap(*use.parent, *type)) {
      return;
    }
    context.report(fmt::format("{} cannot be spread here as objects of type \"{}\" can never be of "
                               "type \"{}\".",
                               what, use.parent->name, type->name),
                   {use.node->at});
  };
  for (const DocumentPart& part : context.index().parts()) {
    for (const FragmentUse& use : part.inline_fragments) {
      if (use.node->type_condition.empty()) continue;
      check(use, context.schema().find_type(use.node->type_condition.text), "Fragment");
    }
    for (const FragmentUse& use : part.spreads) {
      const std::string_view name = use.node->name.text;
      const DocumentPart* fragment = context.index().find_fragment(name);
      if (fragment != nullptr) check(use, fragment->type, fmt::format("Fragment \"{}\"", name));
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
