// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/testing.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "runtime/sandbox/wasmtime.h"

namespace modus::sandbox {
namespace {

void append(std::vector<std::byte>& to, std::string_view text) {
  for (const char c : text) to.push_back(static_cast<std::byte>(c));
}

void append_u32(std::vector<std::byte>& to, std::size_t value) {
  for (; value >= 0x80; value >>= 7) to.push_back(static_cast<std::byte>(value | 0x80));
  to.push_back(static_cast<std::byte>(value));
}

template <class T>
T demand(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().describe().c_str());
  std::abort();
}

}  // namespace

Result<std::vector<std::byte>> wat_to_wasm(std::string_view text) {
  ByteVector wasm;
  const ErrorPtr error(wasmtime_wat2wasm(text.data(), text.size(), &wasm));
  if (error) return fail(ErrorCode::kInvalidArgument, "{}", to_message(*error));
  const auto* bytes = reinterpret_cast<const std::byte*>(wasm.data);
  return std::vector<std::byte>(bytes, bytes + wasm.size);
}

void append_custom_section(std::vector<std::byte>& wasm, std::string_view name,
                           std::string_view contents) {
  std::vector<std::byte> body;
  append_u32(body, name.size());
  append(body, name);
  append(body, contents);
  wasm.push_back(std::byte{0});
  append_u32(wasm, body.size());
  wasm.insert(wasm.end(), body.begin(), body.end());
}

TestBed::TestBed(EngineOptions options) : engine_(demand(Engine::create(std::move(options)))) {}

std::shared_ptr<const Module> TestBed::module(std::string_view wat) {
  return demand(engine_->compile(demand(wat_to_wasm(wat))));
}

std::shared_ptr<const Program> TestBed::link(std::shared_ptr<const Module> module,
                                             const ImportResolver& resolver) {
  return demand(engine_->link(std::move(module), resolver));
}

std::shared_ptr<const Program> TestBed::program(std::string_view wat,
                                                const ImportResolver& resolver) {
  return link(module(wat), resolver);
}

Result<std::unique_ptr<Instance>> TestBed::start(std::shared_ptr<const Program> program,
                                                 InstanceOptions options) {
  auto instance = Instance::create(loop_, std::move(program), std::move(options));
  std::optional<Result<void>> started;
  instance->start([&](auto outcome) { started = std::move(outcome); });
  if (!run_until([&] { return started.has_value(); })) {
    return fail(ErrorCode::kInternal, "the instance never started");
  }
  MODUS_CHECK(*std::move(started));
  return instance;
}

Result<WasmValues> TestBed::call(Instance& instance, std::string_view function,
                                 WasmValues arguments) {
  const auto index = instance.module().find_function(function);
  if (!index) return fail(ErrorCode::kNotFound, "no export named {}", function);
  std::optional<Result<WasmValues>> done;
  instance.call(*index, arguments, [&](auto results) { done = std::move(results); });
  if (!run_until([&] { return done.has_value(); })) std::abort();
  return *std::move(done);
}

Result<WasmValues> TestBed::run(std::shared_ptr<const Program> program, std::string_view function,
                                WasmValues arguments, InstanceOptions options) {
  MODUS_TRY(instance, start(std::move(program), std::move(options)));
  return call(*instance, function, std::move(arguments));
}

}  // namespace modus::sandbox
