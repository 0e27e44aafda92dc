// SPDX-License-Identifier: Apache-2.0
// For tests of formats: streams read in every split.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/models/formats/aws_message_for_test.h"
#include "runtime/models/formats/stream_reader.h"

namespace modus::models {

struct Heard {
  std::string deltas;  // a line each: "text 0: Hel", "tool 1 name/id: {"
  std::string end;     // the answer, or "error: …"

  bool operator==(const Heard&) const = default;
};

inline std::string to_line(const Delta& delta) {
  constexpr std::string_view kKinds[] = {"text", "reasoning", "tool"};
  std::string line = fmt::format("{} {}", kKinds[static_cast<int>(delta.kind)], delta.index);
  if (!delta.tool.empty()) line += fmt::format(" {}/{}", delta.tool, delta.call);
  return fmt::format("{}: {}\n", line, delta.text);
}

inline Heard hear(const Format& format, Framing framing, std::string_view bytes, std::size_t piece,
                  std::size_t max_event_bytes = kMaxEventBytes) {
  Heard heard;
  StreamReader reader(
      format, framing, [&](const Delta& delta) { heard.deltas += to_line(delta); },
      max_event_bytes);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (!reader.feed(bytes.substr(0, piece))) break;
  }
  const auto answer = reader.finish();
  heard.end = answer ? *answer : "error: " + answer.error().describe();
  return heard;
}

/// The same however the stream is split; a failure when it is not.
inline Heard hear(const Format& format, Framing framing, std::string_view bytes) {
  Heard whole = hear(format, framing, bytes, bytes.size() + 1);
  for (std::size_t piece = 1; piece < std::min<std::size_t>(bytes.size(), 40); ++piece) {
    const Heard split = hear(format, framing, bytes, piece);
    EXPECT_EQ(split.deltas, whole.deltas) << "in pieces of " << piece;
    EXPECT_EQ(split.end, whole.end) << "in pieces of " << piece;
  }
  return whole;
}

inline std::string sse(std::initializer_list<std::string_view> events) {
  std::string stream;
  for (const auto event : events) stream += fmt::format("data: {}\n\n", event);
  return stream;
}

inline json::Object object_of(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value && value->is_object()) << text;
  return value && value->is_object() ? value->get_object() : json::Object();
}

/// A request after a change to it, as text.
template <class Change>
std::string changed(std::string_view request, Change change) {
  json::Object object = object_of(request);
  change(object);
  return json::to_text(object);
}

inline std::string streaming(const Format& format, std::string url, std::string_view request) {
  const auto body = to_streaming(format, url, std::string(request));
  return body ? url + " " + *body : "error: " + body.error().describe();
}

/// "name/id arguments; …"
inline std::string calls_of(const Format& format, std::string_view answer) {
  std::string text;
  for (const ToolCall& call : format.tool_calls_of(object_of(answer)))
    text += fmt::format("{}/{} {}; ", call.name, call.id, call.arguments);
  return text;
}

inline std::string text_of(const Format& format, std::string_view answer) {
  const auto text = format.text_of(object_of(answer));
  return text ? *text : "error: " + text.error().describe();
}

inline const std::vector<Tool>& weather_tool() {
  static const std::vector<Tool> tools{
      {.name = "get_weather",
       .description = "The weather of a city.",
       .parameters = object_of(R"({"type":"object","properties":{"city":{"type":"string"}}})")}};
  return tools;
}

inline AnswerSchema person_schema() {
  return {.name = "person",
          .schema = object_of(R"({"type":"object","properties":{"name":{"type":"string"}},)"
                              R"("required":["name"],"additionalProperties":false})")};
}

inline const std::vector<ToolResult>& weather_result() {
  static const std::vector<ToolResult> results{
      {.id = "id1", .name = "get_weather", .content = "rain"}};
  return results;
}

}  // namespace modus::models
