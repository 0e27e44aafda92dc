// SPDX-License-Identifier: Apache-2.0
// How responses that come one after another look in one HTTP response: as events (graphql-sse) or
// as parts (incremental delivery over HTTP).
#pragma once

#include <string>
#include <string_view>

#include "runtime/graphql/engine.h"

namespace modus::serve {

/// `event: NAME` with the data, each line of it marked as the format demands.
std::string server_sent_event(std::string_view name, std::string_view data);

/// A comment: says nothing, but shows that the connection is there.
inline constexpr std::string_view kEventKeepAlive = ":\n\n";

struct StreamFormat {
  std::string_view content_type;
  std::string_view opening;  // what stands before the first response
  std::string (*frame)(std::string_view response);
  std::string_view closing;
  std::string_view keep_alive;
};

/// One operation's events: graphql-sse's "distinct connections" mode.
extern const StreamFormat kEventStreamFormat;

/// `multipart/mixed` with the boundary "-". Each part ends with the next one's boundary, so that
/// the client knows it to be whole at once.
const StreamFormat& multipart_format(graphql::IncrementalForm form);

}  // namespace modus::serve
