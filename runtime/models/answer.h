// SPDX-License-Identifier: Apache-2.0
// What a provider's HTTP answer means to the guest (contract section 3, invokeModel).
#pragma once

#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/connect/http_client.h"
#include "runtime/models/endpoint.h"
#include "runtime/models/outcome.h"
#include "runtime/observe/log.h"

namespace modus::models {

/// The body for the guest, or an error that says what the user can do. A status other than 200 that
/// comes with a body reaches the guest all the same, except 401, 403, 429 and, in development, 404.
/// What is logged of it belongs to that span.
Outcome interpret_answer(const ModelEndpoint& endpoint, Stage stage, connect::HttpResponse response,
                         const observe::TraceContext& span, Log& log);

/// Why there is no whole answer: the operation ended with the error.
Outcome interpret_failure(const ModelEndpoint& endpoint, const Error& error,
                          const connect::HttpOperation& operation);

}  // namespace modus::models
