// SPDX-License-Identifier: Apache-2.0
// From function signatures to a GraphQL schema document (contract section 5).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/generate/function_fields.h"
#include "runtime/types/type.h"

namespace modus::graphql {

struct SchemaDocument {
  std::string text;
  FunctionFields fields;
};

/// The document, the same for the same modules whatever the order of what they hold. The fields of
/// an object type come in the order of the record's, so an index into one is an index into the
/// other; those of a map's pair are key, value. Types of several modules that are the same in
/// GraphQL are one. Fails as find_function_fields() does, when another name is not allowed in
/// GraphQL, and when types of two modules have one name but differ; the error names the function or
/// type.
Result<SchemaDocument> generate_schema(std::span<const SchemaModule> modules);

}  // namespace modus::graphql
