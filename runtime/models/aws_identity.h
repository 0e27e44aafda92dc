// SPDX-License-Identifier: Apache-2.0
// Which keys sign the requests over a connection to AWS, and for which region.
#pragma once

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/base/result.h"
#include "runtime/models/provider.h"

namespace modus::models {

/// Takes the connection's own secrets ACCESS_KEY_ID, SECRET_ACCESS_KEY and SESSION_TOKEN, else the
/// variables of AWS's own tools; the region from the manifest, else from the host's name, else from
/// AWS_REGION. Notes variables and secrets in the endpoint. Fails with kInvalidArgument, naming
/// what to set.
Result<void> add_aws_identity(ModelEndpoint& endpoint, const app::Connection& connection,
                              const app::Environment& environment);

}  // namespace modus::models
