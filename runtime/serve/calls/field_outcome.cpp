// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/calls/field_outcome.h"

#include "runtime/json/writer.h"

namespace modus::serve {
namespace {

// The exit code of a guest that threw or aborted; what it logged says why.
constexpr std::uint32_t kAbortExitCode = 255;

std::string invocation_json(const functions::CallOutcome& outcome) {
  json::Writer writer;
  writer.begin_object();
  writer.key("executionId");
  writer.string(outcome.execution_id);
  bool has_logs = false;
  for (const functions::Message& line : outcome.output) {
    if (line.is_error()) continue;
    if (!has_logs) {
      writer.key("logs");
      writer.begin_array();
      has_logs = true;
    }
    writer.begin_object();
    if (!line.level.empty()) {
      writer.key("level");
      writer.string(line.level);
    }
    writer.key("message");
    writer.string(line.text);
    writer.end_object();
  }
  if (has_logs) writer.end_array();
  writer.end_object();
  return writer.take();
}

void add_logged_errors(const std::vector<functions::Message>& messages,
                       graphql::FieldOutcome& field) {
  for (const functions::Message& message : messages) {
    if (message.is_error()) field.errors.push_back({message.text, {}});
  }
}

void add_call_error(const Error& error, graphql::FieldOutcome& field) {
  const auto exit = sandbox::exit_code(error);
  if (!exit) {
    field.errors.push_back({error.describe(), {}});
  } else if (*exit != 0 && field.errors.empty()) {
    field.errors.push_back({fmt::format("the function ended with exit code {}", *exit), {}});
  }
}

}  // namespace

graphql::FieldOutcome to_field_outcome(functions::CallOutcome outcome) {
  graphql::FieldOutcome field;
  if (outcome.error && sandbox::exit_code(*outcome.error) == kAbortExitCode) {
    field.errors.push_back({"error calling function", {}});
    return field;
  }
  add_logged_errors(outcome.messages, field);
  add_logged_errors(outcome.output, field);
  if (outcome.error) add_call_error(*outcome.error, field);
  for (guest::ResultIssue& issue : outcome.issues) {
    field.errors.push_back({std::move(issue.message), std::move(issue.path)});
  }
  field.invocation = invocation_json(outcome);
  field.json = std::move(outcome.json);
  return field;
}

}  // namespace modus::serve
