// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <span>

#include "runtime/sandbox/internals.h"
#include "runtime/sandbox/quick_code.h"
#include "runtime/sandbox/snapshot/snapshot.h"

namespace modus::sandbox {
namespace {

const std::uint8_t* raw(Bytes bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

Result<void> validate(wasm_engine_t* engine, Bytes wasm) {
  if (const ErrorPtr invalid(wasmtime_module_validate(engine, raw(wasm), wasm.size())); invalid)
    return fail(ErrorCode::kCorrupt, "not a valid WebAssembly module: {}", to_message(*invalid));
  return {};
}

Result<ModulePtr> compile_anew(wasm_engine_t* engine, Bytes wasm) {
  wasmtime_module_t* module = nullptr;
  const ErrorPtr error(wasmtime_module_new(engine, raw(wasm), wasm.size(), &module));
  if (!error) return ModulePtr(module);
  MODUS_CHECK(validate(engine, wasm));
  return fail(ErrorCode::kResourceExhausted, "the module is larger than this runtime's limits: {}",
              to_message(*error));
}

// The module as it shall start: after its initialisation where that can be kept.
ModulePtr compile_snapshot(wasm_engine_t* engine, Bytes wasm, std::string& refusal) {
  const Snapshot snapshot = take_snapshot(wasm, {});
  refusal = snapshot.refusal;
  if (snapshot.wasm.empty()) return {};
  auto compiled = compile_anew(engine, snapshot.wasm);
  if (compiled) return *std::move(compiled);
  refusal = compiled.error().message();
  return {};
}

// As it shall start, or else as it is.
Result<ModulePtr> compile_first(Engine::Internals& engine, Bytes wasm, std::string& refusal) {
  wasm_engine_t* first = engine.shards.front()->engine.get();
  if (engine.options.snapshots) {
    if (auto module = compile_snapshot(first, wasm, refusal)) return module;
  }
  return compile_anew(first, wasm);
}

// Compiled code for every shard, mapped; nothing when the engine refuses it because it is of
// another version or for another processor.
std::vector<ModulePtr> load_all(const Engine::Internals& engine, const CachedCode& code) {
  std::vector<ModulePtr> modules;
  const std::string path = code.path();
  for (const auto& shard : engine.shards) {
    wasmtime_module_t* loaded = nullptr;
    const ErrorPtr error(
        wasmtime_module_deserialize_file(shard->engine.get(), path.c_str(), &loaded));
    if (error) return {};
    modules.emplace_back(loaded);
  }
  return modules;
}

Result<void> serialize(const wasmtime_module_t& module, ByteVector& code) {
  if (const ErrorPtr error(wasmtime_module_serialize(&module, &code)); error) {
    return fail(ErrorCode::kInternal, "the compiled module cannot be copied: {}",
                to_message(*error));
  }
  return {};
}

// The same from memory: for the shards from that of modules.size() on.
Result<void> copy_to_shards(const Engine::Internals& engine, const ByteVector& code,
                            std::vector<ModulePtr>& modules) {
  for (std::size_t i = modules.size(); i < engine.shards.size(); ++i) {
    wasmtime_module_t* copy = nullptr;
    const ErrorPtr error(wasmtime_module_deserialize(
        engine.shards[i]->engine.get(), reinterpret_cast<const std::uint8_t*>(code.data), code.size,
        &copy));
    if (error) {
      return fail(ErrorCode::kResourceExhausted, "the compiled module cannot be loaded: {}",
                  to_message(*error));
    }
    modules.emplace_back(copy);
  }
  return {};
}

Result<void> compile_all(Engine::Internals& engine, Bytes wasm, const std::string& key,
                         Module::Internals& module) {
  MODUS_TRY(first, compile_first(engine, wasm, module.snapshot_refusal));
  ByteVector code;
  MODUS_CHECK(serialize(*first, code));
  engine.cache.store(key, std::as_bytes(std::span(code.data, code.size)), module.snapshot_refusal);
  if (const auto cached = engine.cache.load(key)) module.modules = load_all(engine, *cached);
  if (!module.modules.empty()) return {};
  module.modules.push_back(std::move(first));
  return copy_to_shards(engine, code, module.modules);
}

// Only where somebody else can leave something better.
bool may_be_provisional(const Engine::Internals& engine, Bytes wasm) {
  return engine.hasty && wasm.size() >= engine.options.provisional_from &&
         engine.cache.problem().empty();
}

// For the shards of the hasty engine.
Result<void> compile_provisionally(const Engine::Internals& hasty, Bytes wasm,
                                   Module::Internals& module) {
  const EnginePtr quick(wasm_engine_new_with_config(make_quick_config()));
  MODUS_TRY(first, compile_anew(quick.get(), wasm));
  ByteVector code;
  MODUS_CHECK(serialize(*first, code));
  module.is_provisional = true;
  return copy_to_shards(hasty, code, module.modules);
}

}  // namespace

Result<std::shared_ptr<const Module>> Engine::compile(Bytes wasm) {
  // The engine's C API ends the process when it is asked for types that an outline does not hold.
  auto outline = Outline::read(wasm);
  if (!outline) {
    MODUS_CHECK(validate(internals_->shards.front()->engine.get(), wasm));  // it can tell more
    return std::unexpected(outline.error());
  }
  auto module = std::make_unique<Module::Internals>();
  const std::string key = internals_->cache.key(wasm);
  if (const auto cached = internals_->cache.load(key)) {
    module->modules = load_all(*internals_, *cached);
    module->snapshot_refusal = cached->note;
  }
  if (module->modules.empty()) {
    MODUS_CHECK(may_be_provisional(*internals_, wasm)
                    ? compile_provisionally(internals_->hasty->internals(), wasm, *module)
                    : compile_all(*internals_, wasm, key, *module));
  }
  return std::make_shared<const Module>(*std::move(outline), std::move(module));
}

std::string Engine::cache_problem() const { return internals_->cache.problem(); }

// A snapshot no longer has what it has run.
Module::Module(Outline outline, std::unique_ptr<Internals> internals)
    : Outline(std::move(outline)), internals_(std::move(internals)) {
  ExportVector exports;
  wasmtime_module_exports(internals_->modules.front().get(), &exports);
  std::set<std::string_view> names;
  for (const wasm_exporttype_t* exported : std::span(exports.data, exports.size))
    names.insert(to_view(*wasm_exporttype_name(exported)));
  keep_exports([&](std::string_view name) { return names.contains(name); });
}
Module::~Module() = default;

std::string_view Module::snapshot_refusal() const { return internals_->snapshot_refusal; }

bool Module::is_provisional() const { return internals_->is_provisional; }

}  // namespace modus::sandbox
