// SPDX-License-Identifier: Apache-2.0
// Answers one operation with all its responses, one after another.
#pragma once

#include <memory>

#include "runtime/graphql/engine.h"
#include "runtime/serve/graphql/stream_format.h"
#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// The head of a response in that format, for browsers of any origin.
HttpResponse stream_head(const StreamFormat& format);

/// Sends each response when the client has taken the one before, until the last, or until the
/// client leaves, which ends the operation. A shutdown ends the answer as its last response would.
void stream_answer(Loop& loop, Responder responder, const StreamFormat& format,
                   std::unique_ptr<graphql::ResponseStream> responses);

}  // namespace modus::serve
