// SPDX-License-Identifier: Apache-2.0
// Conversations with tools for models whose template has no words for them: it would leave the
// calls and their results out, or refuse them.
#pragma once

#include "runtime/json/json.h"

namespace modus::models::local {

/// Writes calls of tools and their results, in a request of OpenAI's chat format, as things that
/// the model and the user have said. Messages without any stay as they are.
void put_tools_in_words(json::Object& request);

}  // namespace modus::models::local
