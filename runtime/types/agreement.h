// SPDX-License-Identifier: Apache-2.0
// Whether a function may be called by what another module knows of it.
#pragma once

#include "runtime/base/result.h"
#include "runtime/types/type.h"

namespace modus::types {

/// Compares an import of one module with the other module's function that it means: types by their
/// structure, whatever their names; fields by name, ignoring case and order. Several results are
/// the fields of one record. Where a language leaves no choice, neither counts: whether lists, maps
/// and bytes may be null, whether a list's length is fixed, and a duration is its nanoseconds.
/// Fails with kInvalidArgument, saying what differs first: "parameter 'sku' is string there, and
/// i32 here".
Result<void> check_agreement(const Signature& import, const Signature& function);

}  // namespace modus::types
