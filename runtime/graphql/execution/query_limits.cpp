// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/query_limits.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

namespace modus::graphql {
namespace {

constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();

std::size_t add(std::size_t a, std::size_t b) { return a > kMost - b ? kMost : a + b; }
std::size_t multiply(std::size_t a, std::size_t b) {
  return b != 0 && a > kMost / b ? kMost : a * b;
}

// What stands for the items of each list: nobody knows how many there will be.
std::size_t list_factor(const TypeRef& type) {
  constexpr std::size_t kItems = 10;
  std::size_t factor = 1;
  for (const TypeRef* t = &type; t != nullptr; t = t->of) {
    if (t->is_list()) factor = multiply(factor, kItems);
  }
  return factor;
}

// The size of a selection set with fragments expanded.
struct Size {
  std::size_t levels = 0;
  std::size_t aliases = 0;
  std::size_t complexity = 0;
};

// Measures each selection set and each fragment once.
class Measure {
 public:
  Measure(const Schema& schema, const Document& document, std::size_t max_depth)
      : schema_(schema), max_depth_(max_depth) {
    for (const ast::Definition& d : document.definitions()) {
      if (d.fragment != nullptr) fragments_.emplace(d.fragment->name.text, State{d.fragment});
    }
  }

  /// The size of a set that stands at `depth`; `parent` is null when its type is not known.
  Size measure(const ast::SelectionSet& set, const NamedType* parent, std::size_t depth) {
    if (depth > max_depth_) {
      too_deep_ = set.at;
      return {};
    }
    Size size;
    for (const ast::Selection& selection : set.items) {
      if (too_deep_) break;
      const Size part = measure(selection, parent, depth + 1);
      size.levels = std::max(size.levels, part.levels);
      size.aliases = add(size.aliases, part.aliases);
      size.complexity = add(size.complexity, part.complexity);
    }
    ++size.levels;
    return size;
  }

  std::optional<Offset> too_deep() const { return too_deep_; }
  /// The first of __schema and __type that is selected.
  const ast::Selection* introspection() const { return introspection_; }

 private:
  struct State {
    const ast::Fragment* fragment;
    bool entered = false;
    Size size{};  // without levels while it is being measured: part of a cycle
  };

  Size measure(const ast::Selection& selection, const NamedType* parent, std::size_t depth) {
    switch (selection.kind) {
      case ast::SelectionKind::kField: return measure_field(selection, parent, depth);
      case ast::SelectionKind::kSpread: return measure_spread(selection, depth);
      case ast::SelectionKind::kInlineFragment: break;
    }
    const ast::Name& condition = selection.type_condition;
    return measure(*selection.selection_set,
                   condition.empty() ? parent : schema_.find_type(condition.text), depth);
  }

  Size measure_field(const ast::Selection& node, const NamedType* parent, std::size_t depth) {
    if (introspection_ == nullptr && (node.name.text == "__schema" || node.name.text == "__type")) {
      introspection_ = &node;
    }
    const Field* field = parent == nullptr ? nullptr : schema_.find_field(*parent, node.name.text);
    const bool is_known = field != nullptr;
    Size size;
    if (node.selection_set != nullptr) {
      size = measure(*node.selection_set, is_known ? field->type->named : nullptr, depth);
      if (is_known) size.complexity = multiply(size.complexity, list_factor(*field->type));
    }
    size.complexity = add(size.complexity, 1);
    if (!node.alias.empty()) size.aliases = add(size.aliases, 1);
    return size;
  }

  Size measure_spread(const ast::Selection& spread, std::size_t depth) {
    const auto found = fragments_.find(spread.name.text);
    if (found == fragments_.end()) return {};
    State& state = found->second;
    if (!state.entered) {
      state.entered = true;
      state.size = measure(*state.fragment->selection_set,
                           schema_.find_type(state.fragment->type_condition.text), depth);
    } else if (state.size.levels > 0 && depth + state.size.levels - 1 > max_depth_) {
      too_deep_ = spread.at;
    }
    return state.size;
  }

  const Schema& schema_;
  const std::size_t max_depth_;
  std::unordered_map<std::string_view, State> fragments_;
  std::optional<Offset> too_deep_;
  const ast::Selection* introspection_ = nullptr;
};

}  // namespace

void append_remedy(std::string& message, std::string_view remedy) {
  if (!remedy.empty()) message.append("; ").append(remedy);
}

Diagnostic over_limit(std::string_view what, const RequestLimit& limit, std::string_view code) {
  Diagnostic error{.message = fmt::format("{} the limit of {}", what, limit.most), .code = code};
  append_remedy(error.message, limit.remedy);
  return error;
}

std::optional<Diagnostic> check_query_limits(const Schema& schema, const Document& document,
                                             const EngineOptions& options) {
  Measure measure(schema, document, options.max_depth.most);
  const auto refuse = [&](Diagnostic error, Offset at) {
    error.locations = {document.locate(at)};
    return error;
  };
  for (const ast::Definition& definition : document.definitions()) {
    const ast::Operation* const operation = definition.operation;
    Size size;
    if (operation != nullptr) {
      size = measure.measure(*operation->selection_set, schema.root(operation->kind), 1);
    } else if (definition.fragment != nullptr) {
      measure.measure(*definition.fragment->selection_set,
                      schema.find_type(definition.fragment->type_condition.text), 1);
    }
    if (measure.too_deep()) {
      return refuse(
          over_limit("The document nests selections deeper than", options.max_depth, kTooDeep),
          *measure.too_deep());
    }
    if (size.aliases > options.max_aliases.most) {
      return refuse(over_limit(fmt::format("The operation has {} aliases, more than", size.aliases),
                               options.max_aliases, "TOO_MANY_ALIASES"),
                    operation->at);
    }
    if (size.complexity > options.max_complexity.most) {
      return refuse(
          over_limit(fmt::format("The operation's complexity is {}, more than", size.complexity),
                     options.max_complexity, "QUERY_TOO_COMPLEX"),
          operation->at);
    }
  }
  const ast::Selection* const introspection = measure.introspection();
  if (introspection == nullptr || options.introspection) return {};
  std::string message = fmt::format("Introspection is off, but the query contains the field \"{}\"",
                                    introspection->name.text);
  append_remedy(message, options.introspection_remedy);
  return refuse({.message = std::move(message), .code = "INTROSPECTION_DISABLED"},
                introspection->at);
}

}  // namespace modus::graphql
