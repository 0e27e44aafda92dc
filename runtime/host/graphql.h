// SPDX-License-Identifier: Apache-2.0
// modus_graphql_client: operations on other people's GraphQL servers.
#pragma once

#include <memory>

#include "runtime/host/http_call.h"

namespace modus::host {

/// executeQuery(connection, statement, variablesJson) → the response body as it came. The
/// connection needs an "endpoint". Fails unless the status is 200 and the body is JSON; errors in
/// the body are the app's to read and only logged here. Log and clients must outlive it.
std::unique_ptr<HostFunction> make_graphql_query(
    Log& log, LoopClients& clients, std::shared_ptr<const app::Manifest> manifest,
    std::shared_ptr<const app::Environment> environment);

}  // namespace modus::host
