// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/stream_format.h"

#include <algorithm>

namespace modus::serve {
namespace {

std::string next_event(std::string_view response) { return server_sent_event("next", response); }

std::string part(std::string_view response) {
  std::string text = "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n";
  return text.append(response).append("\r\n---");
}

constexpr StreamFormat multipart(std::string_view content_type) {
  return {.content_type = content_type,
          .opening = "---",
          .frame = part,
          .closing = "--\r\n",
          .keep_alive = ""};
}

constexpr StreamFormat kMultipart = multipart(R"(multipart/mixed; boundary="-")");
constexpr StreamFormat kMultipart2022 =
    multipart(R"(multipart/mixed; boundary="-"; deferSpec=20220824)");

}  // namespace

const StreamFormat kEventStreamFormat{.content_type = "text/event-stream",
                                      .opening = "",
                                      .frame = next_event,
                                      .closing = "event: complete\ndata: \n\n",
                                      .keep_alive = kEventKeepAlive};

const StreamFormat& multipart_format(graphql::IncrementalForm form) {
  return form == graphql::IncrementalForm::k2022 ? kMultipart2022 : kMultipart;
}

std::string server_sent_event(std::string_view name, std::string_view data) {
  std::string event;
  event.reserve(name.size() + data.size() + 24);
  event.append("event: ").append(name).append("\n");
  do {
    const std::string_view line = data.substr(0, data.find_first_of("\r\n"));
    event.append("data: ").append(line).append("\n");
    data.remove_prefix(std::min(data.size(), line.size() + 1));
  } while (!data.empty());
  return event += '\n';
}

}  // namespace modus::serve
