// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/app/limits.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

/// The limits of an app as its GraphQL engine takes them, with what to do about each.
graphql::EngineOptions engine_options(const app::Limits& limits);

}  // namespace modus::serve
