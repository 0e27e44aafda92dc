// SPDX-License-Identifier: Apache-2.0
// What the journal and the log tell of a request to a model: docs/journal.md.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/models/outcome.h"

namespace modus::host {

using Attributes = std::vector<std::pair<std::string, std::string>>;

enum class Delivery { kWhole, kStreamed };

/// Adds what is known once the request to the model `asked` has ended.
void add_attributes(Attributes& attributes, std::string_view asked, Delivery delivery,
                    const models::Outcome& outcome);

/// For a person: ", 412 + 96 tokens, $0.0021"; empty when nothing is known.
std::string in_words(const Attributes& attributes);

}  // namespace modus::host
