// SPDX-License-Identifier: Apache-2.0
// Whether the fields of a document can be merged, told without comparing them in pairs.
#pragma once

#include <string>

#include "runtime/graphql/validation/field_agreement.h"

namespace modus::graphql {

struct Merging {
  enum class Outcome {
    kMergeable,
    kConflict,
    kTooMany,  // the document, with its fragments expanded, is out of bounds
  };
  Outcome outcome = Outcome::kMergeable;
  // Of a conflict: two of the fields, in the order of the document, and why they cannot be merged.
  FieldEntry first{};
  FieldEntry second{};
  std::string reason{};
};

/// The most selections that are looked at.
inline constexpr std::size_t kMaxMergedSelections = 5'000'000;

/// Takes time in proportion to the document with fragments expanded where they meet other fields;
/// selection sets that meet the same others again are not looked at again.
Merging check_merging(const DocumentIndex& index);

}  // namespace modus::graphql
