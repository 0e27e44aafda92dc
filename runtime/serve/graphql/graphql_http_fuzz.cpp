// SPDX-License-Identifier: Apache-2.0
// Whatever a client sends as Accept, URL, body or WebSocket message is read or refused.
#include <cstdlib>

#include "runtime/serve/graphql/accept.h"
#include "runtime/serve/graphql/graphql_request.h"
#include "runtime/serve/graphql/stream_format.h"
#include "runtime/serve/graphql/ws_message.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace modus::serve;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Accept accept(text);
  if (accept.for_stream() && !accept.for_response()) std::abort();
  (void)parse_graphql_url(text);
  (void)parse_graphql_request(text);
  if (is_graphql_batch(text)) (void)parse_graphql_batch(text);
  modus::types::BlockArena arena;
  const auto message = parse_ws_message(text, arena);
  if (message && message->type == WsType::kSubscribe && message->id.empty()) std::abort();
  if (!server_sent_event("next", text).ends_with("\n\n")) std::abort();
  return 0;
}
