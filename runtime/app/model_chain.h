// SPDX-License-Identifier: Apache-2.0
// Models that lead to other models: "route" and "fallback" in modus.json.
#pragma once

#include <string_view>

#include "runtime/app/manifest.h"
#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

/// Reads the model's "route" and "fallback". The names in them are checked by check_model_chains().
Result<void> read_model_chain(const ManifestNode& node, Model& model);

/// Checks that every name leads to a model, that none leads back to where it came from, and that
/// the models that may answer for one another take the same requests: they are passed on as they
/// are. Fails with kInvalidArgument naming the key.
Result<void> check_model_chains(const Manifest& manifest);

}  // namespace modus::app
