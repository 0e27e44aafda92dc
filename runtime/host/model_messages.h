// SPDX-License-Identifier: Apache-2.0
// What was said to a model and by it, as OpenTelemetry's schemas of messages have it, from the
// formats of providers.
#pragma once

#include <string>
#include <vector>

#include "runtime/json/json.h"

namespace modus::host {

/// A JSON array of messages with role and parts. What a format says in a way that is not known here
/// is left out.
std::string input_messages(const json::Object& request);
std::string output_messages(const json::Object& answer);

/// The instructions that a request gives apart from its messages; empty when there are none.
std::string system_instructions(const json::Object& request);

/// Why the model stopped, for each of its answers.
std::vector<std::string> finish_reasons(const json::Object& answer);

}  // namespace modus::host
