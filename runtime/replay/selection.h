// SPDX-License-Identifier: Apache-2.0
// Which parts of a result a client asked for, as text that outlives the query and the build.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/types/projection.h"
#include "runtime/types/type.h"

namespace modus::replay {

/// The projection of a value of that type: [["response name","field",[…]],…], where the third part
/// is that of a value that has fields; of `__typename` it is the GraphQL name. Empty for none.
std::string write_selection(const types::Projection* projection, const types::Type& type);

/// A projection with all it refers to.
struct Selection {
  std::deque<types::Projection> projections;  // the first is the whole; none: no selection
  const types::Projection* whole() const {
    return projections.empty() ? nullptr : &projections.front();
  }
};

/// Fails with kInvalidArgument when the type has no such field.
Result<Selection> read_selection(std::string_view json, const types::Type& type);

}  // namespace modus::replay
