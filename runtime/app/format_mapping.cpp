// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/format_mapping.h"

#include <algorithm>

namespace modus::app {
namespace {

Result<void> read_pointer(const ManifestNode& node, std::string_view key, std::string& pointer) {
  MODUS_TRY(text, node.string(key));
  if (text && !text->starts_with('/'))
    return node.wrong(key, R"(is "{}"; a place is a JSON Pointer such as "/choices/0/text")",
                      *text);
  pointer = text.value_or("");
  return {};
}

Result<AnswerPlaces> read_places(const ManifestNode& node) {
  AnswerPlaces places;
  MODUS_CHECK(read_pointer(node, "text", places.text));
  MODUS_CHECK(read_pointer(node, "reason", places.reason));
  MODUS_CHECK(read_pointer(node, "inputTokens", places.input_tokens));
  MODUS_CHECK(read_pointer(node, "outputTokens", places.output_tokens));
  MODUS_CHECK(read_pointer(node, "cachedTokens", places.cached_tokens));
  MODUS_CHECK(read_pointer(node, "error", places.error));
  MODUS_CHECK(read_pointer(node, "done", places.done));
  if (places.text.empty()) return node.wrong("text", "is missing: where is the text?");
  return places;
}

Result<void> read_request(const ManifestNode& node, FormatMapping& mapping) {
  MODUS_TRY(body, node.json_object("body"));
  mapping.body = std::move(body);
  MODUS_TRY(members, node.string_members("members"));
  MODUS_TRY(members_node, node.object("members"));
  for (auto& [from, to] : members) {
    std::string pointer;
    MODUS_CHECK(read_pointer(*members_node, from, pointer));
    mapping.request.push_back({.from = from, .to = std::move(pointer)});
  }
  const bool has_question = std::ranges::any_of(mapping.request, [](const MappedMember& member) {
    return member.from == "text" || member.from == "messages";
  });
  if (has_question) return {};
  return node.wrong("members", R"(must say where "text" or "messages" go)");
}

}  // namespace

Result<FormatMapping> read_format_mapping(const ManifestNode& node) {
  FormatMapping mapping;
  MODUS_TRY(request, node.object("request"));
  if (!request) return node.wrong("request", "is missing");
  MODUS_CHECK(read_request(*request, mapping));
  MODUS_TRY(response, node.object("response"));
  if (!response) return node.wrong("response", "is missing");
  MODUS_TRY(places, read_places(*response));
  mapping.response = std::move(places);
  MODUS_TRY(stream, node.object("stream"));
  if (!stream) return mapping;
  mapping.streams = true;
  MODUS_TRY(suffix, stream->string("pathSuffix"));
  mapping.stream_suffix = suffix.value_or("");
  MODUS_TRY(stream_body, stream->json_object("body"));
  mapping.stream_body = std::move(stream_body);
  MODUS_TRY(stream_places, read_places(*stream));
  mapping.stream = std::move(stream_places);
  return mapping;
}

}  // namespace modus::app
