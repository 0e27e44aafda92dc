// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/response.h"

namespace modus::graphql {
namespace {

void write_segment(json::Writer& writer, const PathSegment& segment) {
  if (const auto* name = std::get_if<std::string>(&segment)) {
    writer.string(*name);
  } else {
    writer.integer(std::get<std::size_t>(segment));
  }
}

}  // namespace

Response refuse(std::span<const Diagnostic> errors) {
  json::Writer writer;
  writer.begin_object();
  writer.key("errors");
  writer.begin_array();
  for (const Diagnostic& error : errors) write_error(writer, error, {}, {});
  writer.end_array();
  writer.end_object();
  return {.body = writer.take(), .executed = false};
}

Response refuse(Diagnostic error) { return refuse(std::span(&error, 1)); }

void write_error(json::Writer& writer, const Diagnostic& error, std::string_view key,
                 std::span<const PathSegment> path) {
  writer.begin_object();
  writer.key("message");
  writer.string(error.message);
  if (!error.locations.empty()) {
    writer.key("locations");
    writer.begin_array();
    for (const Location& location : error.locations) {
      writer.begin_object();
      writer.key("line");
      writer.integer(location.line);
      writer.key("column");
      writer.integer(location.column);
      writer.end_object();
    }
    writer.end_array();
  }
  if (!key.empty()) {
    writer.key("path");
    writer.begin_array();
    writer.string(key);
    for (const PathSegment& segment : path) write_segment(writer, segment);
    writer.end_array();
  }
  writer.end_object();
}

std::string error_body(std::string_view message) {
  return refuse(Diagnostic{std::string(message), {}}).body;
}

}  // namespace modus::graphql
