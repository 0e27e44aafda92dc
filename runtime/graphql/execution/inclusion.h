// SPDX-License-Identifier: Apache-2.0
// Which selections of a set count for an object (specification, CollectFields).
#pragma once

#include <string_view>

#include "runtime/graphql/execution/plan.h"

namespace modus::graphql {

/// Decides by the plan's fragments and the request's variables. Borrows what it is given.
class Inclusion {
 public:
  Inclusion(const Plan& plan, types::Value variables) : plan_(plan), variables_(variables) {}

  /// What @skip and @include say. Throws Diagnostic when a variable of theirs is null.
  bool is_included(const ast::Selection& selection) const;

  /// Whether a directive with an argument `if` is on, which it is without one. Throws Diagnostic.
  bool is_on(const ast::Directive& directive) const;

  /// Whether a fragment with that type condition applies to objects of the type.
  bool applies(const ast::Name& condition, const NamedType& type) const;

  const ast::Fragment& fragment(const ast::Selection& spread) const {
    return *plan_.fragments.at(spread.name.text);
  }

 private:
  const Plan& plan_;
  types::Value variables_;
};

}  // namespace modus::graphql
