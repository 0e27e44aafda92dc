// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/call.h"

#include <iterator>

#include "runtime/base/ids.h"

namespace modus::functions {

Call::Call(Loop& loop, std::shared_ptr<const FunctionTable> table, CallRequest request, Done done)
    : loop_(loop), table_(std::move(table)), request_(request), done_(std::move(done)) {
  outcome_.execution_id = make_xid();
}

Call::~Call() {
  // The host's work goes first: it must not answer into a sandbox that is being taken down.
  if (const auto request = std::exchange(host_request_, nullptr)) {
    request->done = nullptr;
    if (request->cancel) std::exchange(request->cancel, nullptr)();
  }
}

void Call::start() {
  const CallContext& context = *request_.context;
  sandbox::InstanceOptions options{
      .deadline = context.deadline,
      .max_memory_bytes = context.max_memory_bytes,
      .environment = {{"TZ", context.time_zone}, {"CLAIMS", context.claims_json}},
      .output =
          [this](sandbox::Stream stream, std::string_view bytes) {
            (stream == sandbox::Stream::kStdout ? stdout_ : stderr_).write(bytes);
          },
      .context = static_cast<Call*>(this)};
  starting_ = sandbox::Instance::start(loop_, table_->program(), std::move(options),
                                       [this](auto instance) { run(std::move(instance)); });
}

void Call::run(Result<std::unique_ptr<sandbox::Instance>> instance) {
  if (!instance) return end(std::move(instance).error());
  instance_ = *std::move(instance);
  auto arguments =
      table_->convention().lower_arguments(*instance_, request_.function, request_.arguments);
  if (!arguments) return end(std::move(arguments).error());
  instance_->call(table_->convention().wasm_function(request_.function), *arguments,
                  [this](auto results) { returned(std::move(results)); });
}

void Call::returned(Result<std::vector<sandbox::WasmValue>> results) {
  if (!results) return end(std::move(results).error());
  json::Writer writer;
  auto lifted = table_->convention().lift_result(*instance_, request_.function, *results,
                                                 request_.projection, writer, outcome_.issues);
  if (!lifted) return end(std::move(lifted).error());
  outcome_.json = writer.take();
  end(std::nullopt);
}

void Call::end(std::optional<Error> error) {
  if (error && host_request_)
    error = error->within(fmt::format("while waiting for {}", host_request_->name));
  outcome_.error = std::move(error);
  outcome_.output = stdout_.take();
  std::ranges::move(stderr_.take(), std::back_inserter(outcome_.output));
  auto done = std::move(done_);
  done(std::move(outcome_));
}

}  // namespace modus::functions
