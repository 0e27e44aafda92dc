// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "runtime/sandbox/internals.h"
#include "runtime/sandbox/take.h"
#include "runtime/sandbox/wasi.h"

namespace modus::sandbox {
namespace {

wasm_trap_t* date_now(void*, wasmtime_caller_t*, wasmtime_val_raw_t* values, std::size_t) {
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  values[0].f64 = static_cast<double>(now.count());
  return nullptr;
}

struct ImportName {
  std::string_view module;
  std::string_view name;
};

// Nothing: provided. A value: the reason why it cannot be.
using Refusal = std::optional<Error>;

Refusal refusal_of(ErrorPtr error) {
  if (!error) return {};
  return Error(ErrorCode::kNotFound, to_message(*error));
}

Refusal define_date_now(wasmtime_linker_t* linker, ImportName import) {
  const FunctionTypePtr type = to_engine(FunctionType{{}, {ValueType::kF64}});
  return refusal_of(ErrorPtr(wasmtime_linker_define_func_unchecked(
      linker, import.module.data(), import.module.size(), import.name.data(), import.name.size(),
      type.get(), date_now, nullptr, nullptr)));
}

Refusal define_host_function(wasmtime_linker_t* linker, ImportName import, FunctionType type,
                             HostFunction function) {
  auto environment = std::make_unique<Import>(
      Import{std::move(function),
             type.results.empty() ? std::nullopt : std::optional(type.results.front())});
  const FunctionTypePtr engine_type = to_engine(type);
  return refusal_of(ErrorPtr(wasmtime_linker_define_async_func(
      linker, import.module.data(), import.module.size(), import.name.data(), import.name.size(),
      engine_type.get(), enter_host, environment.release(),
      [](void* pointer) { delete static_cast<Import*>(pointer); })));
}

Refusal define_import(wasmtime_linker_t* linker, ImportName import, const wasm_externtype_t& what,
                      const ImportResolver& resolver) {
  // The module's outline has refused all else.
  auto type = to_function_type(*wasm_externtype_as_functype_const(&what));
  if (import.module == kWasiModule) {
    if (is_poll_oneoff(import.name)) {
      return define_host_function(linker, import, poll_oneoff_type(), poll_oneoff);
    }
    return refusal_of(define_wasi(linker, import.name, *type));
  }
  if (import.module == "env" && import.name == "Date.now") return define_date_now(linker, import);
  if (import.module == kTakeModule && import.name == kTakeName) {
    return refusal_of(define_take(linker));
  }
  HostFunction host = resolver ? resolver(import.module, import.name, *type) : HostFunction();
  if (!host) {
    return Error(ErrorCode::kNotFound,
                 fmt::format("the module imports the function \"{}.{}\", which this runtime does "
                             "not provide",
                             import.module, import.name));
  }
  return define_host_function(linker, import, *std::move(type), std::move(host));
}

Result<InstancePrePtr> link_shard(wasm_engine_t* engine, const wasmtime_module_t* module,
                                  const ImportResolver& resolver) {
  const LinkerPtr linker(wasmtime_linker_new(engine));
  wasmtime_linker_allow_shadowing(linker.get(), true);  // compilers list imports twice
  ImportVector imports;
  wasmtime_module_imports(module, &imports);
  for (std::size_t i = 0; i < imports.size; ++i) {
    const ImportName import{to_view(*wasm_importtype_module(imports.data[i])),
                            to_view(*wasm_importtype_name(imports.data[i]))};
    if (auto refusal =
            define_import(linker.get(), import, *wasm_importtype_type(imports.data[i]), resolver)) {
      return std::unexpected(*std::move(refusal));
    }
  }
  wasmtime_instance_pre_t* made = nullptr;
  const ErrorPtr error(wasmtime_linker_instantiate_pre(linker.get(), module, &made));
  InstancePrePtr pre(made);
  if (error) {
    return fail(ErrorCode::kNotFound, "the module does not fit this runtime: {}",
                to_message(*error));
  }
  return pre;
}

}  // namespace

Result<std::shared_ptr<const Program>> Engine::link(std::shared_ptr<const Module> module,
                                                    const ImportResolver& resolver) {
  if (module->is_provisional() && internals_->hasty)
    return internals_->hasty->link(std::move(module), resolver);
  std::vector<InstancePrePtr> linked;
  for (const auto& shard : internals_->shards) {
    const auto& compiled = module->internals().modules[shard->index];
    MODUS_TRY(pre, link_shard(shard->engine.get(), compiled.get(), resolver));
    linked.push_back(std::move(pre));
  }
  return std::make_shared<const Program>(*internals_, std::move(module), std::move(linked));
}

}  // namespace modus::sandbox
