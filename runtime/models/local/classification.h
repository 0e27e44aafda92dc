// SPDX-License-Identifier: Apache-2.0
// Classes of texts without a trained classifier: a text belongs to the label whose meaning is
// nearest (the SDK's experimental/classification; the labels stand in modus.json).
#pragma once

#include "runtime/models/local/local_call.h"

namespace modus::models::local {

/// Fails with kInvalidArgument when the request holds no list of texts.
ModelOperation start_classification(LocalCall::Setting setting, ModelRequest request, Done done);

}  // namespace modus::models::local
