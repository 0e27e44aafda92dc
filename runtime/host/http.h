// SPDX-License-Identifier: Apache-2.0
// modus_http_client: requests to the addresses that modus.json allows.
#pragma once

#include <memory>

#include "runtime/host/http_call.h"

namespace modus::host {

/// fetch({url, method, headers, body, timeout?}) → {status, statusText, headers, body}. The timeout
/// is in nanoseconds; 0 or none leaves only the call's own deadline. Any status is an answer. The
/// clients must outlive it.
std::unique_ptr<HostFunction> make_fetch(LoopClients& clients,
                                         std::shared_ptr<const app::Manifest> manifest,
                                         std::shared_ptr<const app::Environment> environment);

}  // namespace modus::host
