// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/function_resolver.h"

#include <chrono>

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

using Arguments = boost::container::small_vector<types::Value, 4>;

Arguments in_declared_order(const types::Signature& signature,
                            std::span<const graphql::Argument> arguments) {
  Arguments values(signature.parameters.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const graphql::Argument& argument : arguments) {
      if (argument.name == signature.parameters[i].name) values[i] = argument.value;
    }
  }
  return values;
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

FunctionResolver::FunctionResolver(Loop& loop, functions::Admission& admission,
                                   std::shared_ptr<const AppVersion> version,
                                   functions::CallContext context, Log& log, LogLevel call_level)
    : loop_(loop),
      admission_(admission),
      version_(std::move(version)),
      context_(std::move(context)),
      log_(log),
      call_level_(call_level) {}

FunctionResolver::~FunctionResolver() = default;

// One field's call with what it needs, in one piece of memory.
class FunctionResolver::RunningCall {
 public:
  using Done = std::move_only_function<void(graphql::FieldOutcome)>;

  RunningCall(FunctionResolver& resolver, const graphql::FieldCall& field, std::size_t function,
              Done done)
      : resolver_(resolver),
        done_(std::move(done)),
        arguments_(in_declared_order(resolver.version_->functions->functions()[function],
                                     field.arguments)),
        call_(resolver.loop_, resolver.admission_,
              std::shared_ptr<const functions::FunctionTable>(resolver.version_,
                                                              resolver.version_->functions.get()),
              {.function = function,
               .arguments = arguments_,
               .projection = field.projection,
               .context = &resolver.context_},
              [this](functions::CallOutcome outcome) { ended(std::move(outcome)); }) {}

  void start() {
    resolver_.log_start(call_);
    call_.start();
  }

 private:
  // May destroy this.
  void ended(functions::CallOutcome outcome) {
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - started_;
    if (outcome.refused) ++resolver_.refused_;
    resolver_.log_end(call_.function(), outcome, elapsed.count());
    auto done = std::move(done_);
    done(to_field_outcome(std::move(outcome)));
  }

  FunctionResolver& resolver_;
  Done done_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const Arguments arguments_;
  functions::Call call_;
};

void FunctionResolver::resolve(const graphql::FieldCall& field,
                               std::move_only_function<void(graphql::FieldOutcome)> done) {
  const std::size_t function = version_->function_of(field.type, field.field);
  calls_.push_back(std::make_unique<RunningCall>(*this, field, function, std::move(done)));
  calls_.back()->start();
}

void FunctionResolver::cancel() { calls_.clear(); }

void FunctionResolver::log_start(const functions::Call& call) {
  log_.write(call_level_, "Calling function.",
             {{"function", call.function()},
              {"execution_id", call.execution_id()},
              {"user_visible", true}});
}

void FunctionResolver::log_end(std::string_view function, const functions::CallOutcome& outcome,
                               double milliseconds) {
  const LogField name("function", function);
  const LogField execution("execution_id", outcome.execution_id);
  const LogField duration("duration_ms", milliseconds);
  const LogField visible("user_visible", true);
  if (!outcome.error) {
    log_.write(call_level_, "Function completed successfully.",
               {name, execution, duration, visible});
    return;
  }
  if (const auto exit = sandbox::exit_code(*outcome.error)) {
    log_.error(fmt::format("Function ended with exit code {}, indicating an error.", *exit),
               {name, execution, duration, {"exit_code", *exit}, visible});
    return;
  }
  log_.error("Function failed.",
             {name, execution, duration, {"error", outcome.error->describe()}, visible});
}

}  // namespace modus::serve
