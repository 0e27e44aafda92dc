// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/module_call.h"

#include <string>
#include <utility>

#include "runtime/functions/call.h"
#include "runtime/host/failure_reason.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using functions::ModuleImport;

// "catalog.findProduct"
const std::string& function_of(const ModuleImport& import) {
  return import.table->name_of(import.function);
}

// How a call ended that the function did not end itself stays what it is; else it failed.
Error error_of(const functions::CallOutcome& outcome, const ModuleImport& import) {
  const ErrorCode code = outcome.error->code();
  return Error(code == ErrorCode::kGuestExit ? ErrorCode::kGuestTrap : code,
               failure_reason(outcome))
      .within(function_of(import) + " failed");
}

// What lives as long as the call does: in the request's `cancel`, which ends it.
struct Use {
  functions::CallContext context;
  std::unique_ptr<functions::ChildCall> child;
};

class ModuleCall final : public HostFunction {
 public:
  std::string_view name() const override { return guest::kModulePrefix; }
  CallTexts texts() const override {
    return {.completed = "Completed module call.",
            .cancelled = "Cancelled module call.",
            .failed = "The module call failed."};
  }
  std::size_t arity() const override { return 0; }
  bool tells_guest() const override { return true; }

  std::string detail(const HostRequest& request) const override {
    return "Function: " + function_of(*request.module_import);
  }

  std::vector<std::pair<std::string, std::string>> attributes(
      const HostRequest& request) const override {
    const ModuleImport& import = *request.module_import;
    return {{"callerModule", import.caller},
            {"calleeModule", import.callee},
            {"calleeFunction", import.table->functions()[import.function].name}};
  }

  void describe(const HostRequest& request, observe::Span& span) const override {
    span.set("modus.module.caller", request.module_import->caller);
    span.set("modus.module.callee", request.module_import->callee);
  }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto use = std::make_shared<Use>();
    use->context = request->caller->context();
    use->context.trace = request->trace;
    use->context.root = request->caller->root();
    auto child = request->caller->call({.function = request->module_import->function,
                                        .arguments = request->arguments,
                                        .context = &use->context,
                                        .module = request->module_import->table,
                                        .values = &request->arena},
                                       [weak = std::weak_ptr(request)](auto outcome) {
                                         if (const auto kept = weak.lock())
                                           ended(*kept, std::move(outcome));
                                       });
    if (!child) {
      auto done = std::move(request->done);
      return done(std::unexpected(
          child.error().within(function_of(*request->module_import) + " cannot be called")));
    }
    use->child = *std::move(child);
    request->cancel = [use]() mutable { use.reset(); };
  }

 private:
  static void ended(HostRequest& request, functions::CallOutcome outcome) {
    auto done = std::move(request.done);
    pass_on(outcome, *request.caller);
    if (outcome.error) return done(std::unexpected(error_of(outcome, *request.module_import)));
    done(outcome.value);
  }

  // What the function wrote is its caller's. Not its errors when it failed: then one of them is the
  // reason, which only the caller knows what to make of.
  static void pass_on(functions::CallOutcome& outcome, functions::Caller& caller) {
    for (const functions::Message& line : outcome.output)
      if (!line.is_error()) caller.add_output(line);
    if (outcome.error) return;
    for (auto* lines : {&outcome.messages, &outcome.output}) {
      for (functions::Message& line : *lines)
        if (line.is_error()) caller.add_message(std::move(line));
    }
  }
};

}  // namespace

std::unique_ptr<HostFunction> make_module_call() { return std::make_unique<ModuleCall>(); }

}  // namespace modus::host
