// SPDX-License-Identifier: Apache-2.0
// A quick answer for documents whose fields merge without question, which are nearly all.
#pragma once

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {

/// True only when no fields of the document are in conflict: all fields that meet under a response
/// name have one name, type and arguments. Takes time in proportion to the document, with
/// fragments expanded where they meet others; gives up, with false, when that is out of bounds.
bool is_plainly_mergeable(const ValidationContext& context);

}  // namespace modus::graphql
