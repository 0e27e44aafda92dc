// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/function_table.h"

#include <algorithm>

#include "runtime/functions/call.h"

namespace modus::functions {
namespace {

std::optional<std::size_t> find_import(const guest::Convention& convention, std::string_view name) {
  const auto imports = convention.imports();
  for (std::size_t i = 0; i < imports.size(); ++i) {
    if (imports[i].name == name) return i;
  }
  return std::nullopt;
}

// What a guest's import does: lift the arguments, ask the host, lower the answer.
// `module_import` is null when the host itself provides it.
sandbox::HostFunction bridge(const guest::Convention& convention, std::size_t import, Host& host,
                             const ModuleImport* module_import) {
  return [&convention, import, &host, module_import](sandbox::HostCall call) {
    auto& caller = *static_cast<Call*>(call.instance().context());
    auto request = std::make_shared<HostRequest>();
    auto arguments =
        convention.lift_host_arguments(call.instance(), import, call.arguments(), request->arena);
    if (!arguments) {
      call.finish([error = std::move(arguments).error()](
                      sandbox::Instance&) mutable -> Result<std::optional<sandbox::WasmValue>> {
        return std::unexpected(std::move(error));
      });
      return;
    }
    request->caller = &caller;
    request->name = convention.imports()[import].name;
    request->module_import = module_import;
    request->arguments = *std::move(arguments);
    request->done = [&convention, import, module_import, &caller, weak = std::weak_ptr(request),
                     pending = std::move(call)](Result<types::Value> answer) mutable {
      auto kept = weak.lock();  // its arena holds the answer
      caller.host_call_ended(answer);
      pending.finish([&convention, import, module_import, kept,
                      answer = std::move(answer)](sandbox::Instance& instance) {
        return module_import != nullptr
                   ? convention.lower_module_result(instance, import, answer)
                   : convention.lower_host_result(instance, import,
                                                  answer.value_or(types::Value::null()));
      });
    };
    caller.host_call_started(request);
    host.call(std::move(request));
  };
}

std::string full_name(std::string_view module, std::string_view function) {
  return module.empty() ? std::string(function) : fmt::format("{}.{}", module, function);
}

// A push to a stream is the call's own business, whoever the host is.
void push_to_stream(sandbox::HostCall call) {
  auto& caller = *static_cast<Call*>(call.instance().context());
  caller.push(std::move(call));
}

}  // namespace

Result<std::shared_ptr<const FunctionTable>> FunctionTable::load(sandbox::Engine& engine,
                                                                 Bytes wasm,
                                                                 std::shared_ptr<Host> host,
                                                                 ModuleRole role) {
  MODUS_TRY(module, engine.compile(wasm));
  std::shared_ptr<FunctionTable> table(new FunctionTable);
  MODUS_TRY(convention, guest::make_convention(*module));
  table->convention_ = std::move(convention);
  table->role_ = std::move(role);
  for (const types::Signature& function : table->functions())
    table->names_.push_back(full_name(table->role_.name, function.name));
  table->host_ = std::move(host);
  table->snapshot_refusal_ = module->snapshot_refusal();
  table->is_provisional_ = module->is_provisional();
  MODUS_TRY(module_imports, resolve_module_imports(*table->convention_, table->role_));
  table->module_imports_ = std::move(module_imports);
  const auto resolve = [&](std::string_view from, std::string_view name,
                           const sandbox::FunctionType&) -> sandbox::HostFunction {
    const std::string full = std::string(from) + "." + std::string(name);
    if (full == guest::kPushToStream) return push_to_stream;
    const auto import = find_import(*table->convention_, full);
    if (!import) return {};
    const auto of_module =
        std::ranges::find(table->module_imports_, *import, &ModuleImport::import);
    const bool is_of_module = of_module != table->module_imports_.end();
    if (!is_of_module && !table->host_->provides(full)) return {};
    return bridge(*table->convention_, *import, *table->host_,
                  is_of_module ? &*of_module : nullptr);
  };
  MODUS_TRY(program, engine.link(std::move(module), resolve));
  table->program_ = std::move(program);
  return table;
}

std::optional<std::size_t> FunctionTable::find(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

}  // namespace modus::functions
