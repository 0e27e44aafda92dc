// SPDX-License-Identifier: Apache-2.0
// Answers in the history, which are kept as they came and read when somebody looks at them.
#pragma once

#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/store/inference.h"

namespace modus::models {

/// The name of the format in which guests get the model's answers; empty when nobody knows it.
std::string_view format_name(const app::Manifest& manifest, const app::Model& model);

/// Reads out of the output what the record does not say otherwise: the answer's text, the error
/// when it is one in the provider's words, and tokens.
void read_answer(store::Inference& inference);

}  // namespace modus::models
