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

Response refuse(std::span<const Diagnostic> errors, std::string_view key) {
  json::Writer writer;
  writer.begin_object();
  writer.key("errors");
  writer.begin_array();
  for (const Diagnostic& error : errors) write_error(writer, error, key, {});
  writer.end_array();
  writer.end_object();
  return {.body = writer.take(), .executed = false};
}

}  // namespace

Response refuse(std::span<const Diagnostic> errors) { return refuse(errors, {}); }

Response refuse(const Diagnostic& error, std::string_view key) {
  return refuse(std::span(&error, 1), key);
}

void write_path(json::Writer& writer, std::span<const PathSegment> path) {
  writer.begin_array();
  for (const PathSegment& segment : path) write_segment(writer, segment);
  writer.end_array();
}

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
  if (!error.code.empty()) {
    writer.key("extensions");
    writer.begin_object();
    writer.key("code");
    writer.string(error.code);
    writer.end_object();
  }
  writer.end_object();
}

std::string error_body(std::string_view message, std::string_view code) {
  return refuse({.message = std::string(message), .code = code}).body;
}

}  // namespace modus::graphql
