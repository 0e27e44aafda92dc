// SPDX-License-Identifier: Apache-2.0
// Holds a document to its limits before anything costly is done with it.
#pragma once

#include <optional>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

/// What goes over a limit first: depth, aliases or complexity of an operation, its fragments
/// expanded, or introspection where it is off. Takes time linear in the document, which need not be
/// valid: fragments without end are left to validation. Where it finds nothing, selections and
/// fragments nest no deeper than the limit, so that later walks need none of their own.
std::optional<Diagnostic> check_query_limits(const Schema& schema, const Document& document,
                                             const EngineOptions& options);

/// The error of going over a limit: `what`, then "the limit of N" and the remedy.
Diagnostic over_limit(std::string_view what, const RequestLimit& limit, std::string_view code);

/// Ends a message with what to do about it, if that is known.
void append_remedy(std::string& message, std::string_view remedy);

}  // namespace modus::graphql
