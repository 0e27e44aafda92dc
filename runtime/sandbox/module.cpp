// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

// Reads a module's sections. Everything is checked, though the engine has validated the bytes.
class SectionReader {
 public:
  explicit SectionReader(Bytes bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  std::optional<std::uint32_t> read_u32() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 35 && !rest_.empty(); shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(rest_[0]);
      rest_ = rest_.subspan(1);
      value |= (byte & 0x7f) << shift;
      if (!(byte & 0x80)) {
        return value >> 32 ? std::nullopt : std::optional(static_cast<std::uint32_t>(value));
      }
    }
    return {};
  }
  std::optional<Bytes> take(std::size_t count) {
    if (count > rest_.size()) return {};
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::optional<Bytes> take_sized() {
    const auto size = read_u32();
    return size ? take(*size) : std::nullopt;
  }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

std::string_view to_view(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void list_exports(Module::Internals& module) {
  ExportVector exports;
  wasmtime_module_exports(module.module.get(), &exports);
  for (std::size_t i = 0; i < exports.size; ++i) {
    const wasm_externtype_t* type = wasm_exporttype_type(exports.data[i]);
    const wasm_functype_t* function = wasm_externtype_as_functype_const(type);
    auto signature = function ? to_function_type(*function) : std::nullopt;
    if (!signature) continue;
    std::string name(sandbox::to_view(*wasm_exporttype_name(exports.data[i])));
    module.export_index.emplace(name, module.exports.size());
    module.exports.push_back({std::move(name), std::move(*signature)});
  }
}

const std::uint8_t* raw(Bytes bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

Result<ModulePtr> compile_anew(wasm_engine_t* engine, Bytes wasm) {
  wasmtime_module_t* module = nullptr;
  const ErrorPtr error(wasmtime_module_new(engine, raw(wasm), wasm.size(), &module));
  if (!error) return ModulePtr(module);
  const ErrorPtr invalid(wasmtime_module_validate(engine, raw(wasm), wasm.size()));
  if (invalid) {
    return fail(ErrorCode::kCorrupt, "not a valid WebAssembly module: {}", to_message(*invalid));
  }
  return fail(ErrorCode::kResourceExhausted, "the module is larger than this runtime's limits: {}",
              to_message(*error));
}

}  // namespace

Result<std::shared_ptr<const Module>> Engine::compile(Bytes wasm) {
  wasm_engine_t* engine = internals_->engine.get();
  auto module = std::make_unique<Module::Internals>();
  const std::string key = internals_->cache.key(wasm);
  if (const auto code = internals_->cache.load(key)) {
    wasmtime_module_t* loaded = nullptr;
    // The engine refuses code of another version or for another processor.
    const ErrorPtr error(wasmtime_module_deserialize(engine, raw(*code), code->size(), &loaded));
    module->module.reset(loaded);
  }
  if (!module->module) {
    MODUS_TRY(compiled, compile_anew(engine, wasm));
    module->module = std::move(compiled);
    ByteVector code;
    const ErrorPtr error(wasmtime_module_serialize(module->module.get(), &code));
    if (!error) internals_->cache.store(key, std::as_bytes(std::span(code.data, code.size)));
  }
  module->wasm.assign(wasm.begin(), wasm.end());
  list_exports(*module);
  return std::make_shared<const Module>(std::move(module));
}

Module::Module(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}
Module::~Module() = default;

std::optional<std::string> Module::custom_section(std::string_view name) const {
  std::optional<std::string> found;
  constexpr std::size_t kHeader = 8;
  const Bytes wasm = internals_->wasm;
  if (wasm.size() < kHeader) return {};
  SectionReader reader(wasm.subspan(kHeader));
  while (!reader.at_end()) {
    const auto id = reader.take(1);
    const auto contents = reader.take_sized();
    if (!id || !contents) break;
    if ((*id)[0] != std::byte{0}) continue;
    SectionReader section(*contents);
    const auto section_name = section.take_sized();
    if (section_name && to_view(*section_name) == name) found = to_view(section.rest());
  }
  return found;
}

std::span<const ExportedFunction> Module::exported_functions() const { return internals_->exports; }

std::optional<std::size_t> Module::find_function(std::string_view name) const {
  const auto found = internals_->export_index.find(std::string(name));
  if (found == internals_->export_index.end()) return {};
  return found->second;
}

}  // namespace modus::sandbox
