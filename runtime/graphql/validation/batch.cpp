// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/batch.h"

#include <fmt/format.h>

#include "runtime/graphql/validation/validate.h"
#include "runtime/json/writer.h"

namespace modus::graphql {
namespace {

constexpr ValidationLimits kLimits{.max_errors = 5000};

// The places of an answer are those of the query; the schema's go into the message.
Diagnostic in_schema(const Diagnostic& error) {
  if (error.locations.empty()) return {fmt::format("Invalid schema: {}", error.message)};
  const auto [line, column] = error.locations.front();
  return {fmt::format("Invalid schema, line {}, column {}: {}", line, column, error.message)};
}

}  // namespace

std::string BatchValidator::answer(const json::Object& request) {
  return batch_answer(check(request));
}

std::string BatchValidator::answer(std::string_view line) {
  const auto request = json::parse(line);
  if (request && request->is_object()) return answer(request->get_object());
  const Diagnostic error{fmt::format("The request is no JSON object{}",
                                     request ? "." : ": " + request.error().describe())};
  return batch_answer({&error, 1});
}

std::vector<Diagnostic> BatchValidator::check(const json::Object& request) {
  const auto schema_text = json::find_string(request, "schema");
  const auto query = json::find_string(request, "query");
  if (!schema_text || !query) {
    return {
        {fmt::format("The request has no string \"{}\".", schema_text ? "query" : "schema"), {}}};
  }
  const auto schema = find_schema(*schema_text);
  if (!schema) return schema.error();
  const auto document = parse_document(std::string(*query));
  if (!document) return {document.error()};
  const json::Array* rules = json::find_array(request, "rules");
  if (rules == nullptr) return validate(**schema, **document, kLimits);
  std::vector<Diagnostic> errors;
  for (const json::Value& rule : *rules) {
    if (!rule.is_string() || !is_rule(rule.get_string())) {
      return {{fmt::format("There is no rule {}.", json::to_text(rule)), {}}};
    }
    for (Diagnostic& error : validate_rule(**schema, **document, rule.get_string(), kLimits)) {
      errors.push_back(std::move(error));
    }
  }
  return errors;
}

std::expected<const Schema*, std::vector<Diagnostic>> BatchValidator::find_schema(
    std::string_view document) {
  if (schema_ != nullptr && schema_text_ == document) return schema_.get();
  schema_.reset();
  auto schema = Schema::create(std::string(document), QueryType::kRequired);
  if (!schema) {
    for (Diagnostic& error : schema.error()) error = in_schema(error);
    return std::unexpected(std::move(schema).error());
  }
  schema_ = std::move(*schema);
  schema_text_ = document;
  return schema_.get();
}

std::string batch_answer(std::span<const Diagnostic> errors) {
  json::Writer writer;
  writer.begin_object();
  writer.plain_key("errors");
  writer.begin_array();
  for (const Diagnostic& error : errors) {
    writer.begin_object();
    writer.plain_key("message");
    writer.string(error.message);
    writer.plain_key("locations");
    writer.begin_array();
    for (const Location& location : error.locations) {
      writer.begin_object();
      writer.plain_key("line");
      writer.integer(location.line);
      writer.plain_key("column");
      writer.integer(location.column);
      writer.end_object();
    }
    writer.end_array();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return writer.take();
}

}  // namespace modus::graphql
