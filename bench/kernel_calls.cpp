// SPDX-License-Identifier: Apache-2.0
// Calls one function of numbers in a sandbox, interruption on, without HTTP. Usage: kernel_calls
// MODULE CACHE_FOLDER NAME NUMBER…. Prints the result and the milliseconds of CPU it took on its
// thread, as bench/kernels does natively.
#include <cstdlib>
#include <ctime>
#include <span>

#include <fmt/format.h>

#include "bench/demand.h"
#include "runtime/app/read_file.h"
#include "runtime/sandbox/sandbox.h"

namespace modus {
namespace {

double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double to_double(const sandbox::WasmValue& value) {
  if (value.type == sandbox::ValueType::kF64) return value.as_f64();
  return static_cast<std::int32_t>(value.as_i32());
}

// The kernels ask nothing of their host; what the SDK imports for them is never called.
sandbox::HostFunction refuse(std::string_view, std::string_view name,
                             const sandbox::FunctionType&) {
  return [name = std::string(name)](sandbox::HostCall) { die("the guest called " + name); };
}

void run(std::span<char*> words) {
  const auto engine =
      demand(sandbox::Engine::create({.cache_directory = words[2], .max_instances = 4}));
  const auto wasm = demand(app::read_file(words[1], 64u << 20));
  const auto program =
      demand(engine->link(demand(engine->compile(std::as_bytes(std::span(wasm)))), refuse));
  sandbox::WasmValues arguments;
  for (const char* word : words.subspan(4)) {
    arguments.push_back(sandbox::WasmValue::i32(static_cast<std::uint32_t>(std::atoi(word))));
  }
  Loop loop;
  const auto instance = sandbox::Instance::create(loop, program, {});
  instance->start([&](auto started) {
    if (!started) die(started.error().describe());
    const auto function = instance->module().find_function(words[3]);
    if (!function) die(fmt::format("the module has no function {}", words[3]));
    const double begin = cpu_ms();
    instance->call(*function, arguments, [&, begin](auto results) {
      const double spent = cpu_ms() - begin;
      fmt::print("{:.17g} {:.3f}\n", to_double(demand(std::move(results)).at(0)), spent);
      loop.stop();
    });
  });
  loop.run();
}

}  // namespace
}  // namespace modus

int main(int count, char** words) {
  if (count < 5) modus::die("usage: kernel_calls MODULE CACHE_FOLDER NAME NUMBER…");
  modus::run(std::span(words, static_cast<std::size_t>(count)));
}
