// SPDX-License-Identifier: Apache-2.0
// Any text as a module's metadata. When a convention comes of it, its functions are called with
// values of every kind, and what they return is read from a memory that lies.
//
// Input: the metadata, a zero byte, an argument as JSON, a zero byte, then bytes that overwrite
// guest memory around what they point to.
#include <chrono>

#include "runtime/guest/testing.h"
#include "runtime/types/value_json.h"

namespace modus::guest {
namespace {

using namespace std::chrono_literals;
using sandbox::WasmValue;
using types::Value;

sandbox::TestBed& small_bed() {
  static sandbox::TestBed bed({.max_instances = 4, .max_memory_bytes = 8u << 20});
  return bed;
}

// Functions that return their argument, of each WebAssembly type, and some that return nothing.
// Besides AssemblyScript's helpers there are TinyGo's, which always give the same places.
const std::vector<std::byte>& base_module() {
  static const std::vector<std::byte> wasm = build({.functions = R"(
    (func (export "l") (param i64) (result i64) (local.get 0))
    (func (export "s") (param f32) (result f32) (local.get 0))
    (func (export "d") (param f64) (result f64) (local.get 0))
    (func (export "both") (param i32 i32) (result i32) (local.get 1))
    (func (export "give") (result i32) (i32.const 1056))
    (func (export "nothing"))
    (func (export "into") (param i32))
    (func (export "words") (param i32 i32 i32))
    (func (export "malloc") (param i32) (result i32) (i32.const 1120))
    (func (export "__make") (param i32 i32) (result i32) (i32.const 1056))
    (func (export "__read_map") (param i32 i32) (result i64) (i64.const 0x0000042000000460))
    (func (export "__write_map") (param i32 i32 i32 i32)))",
                                                    .exports = "{}"});
  return wasm;
}

struct Input {
  std::string_view metadata;
  std::string_view argument;
  std::string_view damage;
};

std::string_view take_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\0'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

Input split(std::string_view data) {
  Input input;
  input.metadata = take_part(data);
  input.argument = take_part(data);
  input.damage = data;
  return input;
}

void damage_memory(sandbox::Instance& instance, std::uint32_t pointer, std::string_view damage) {
  const auto memory = instance.memory();
  for (; damage.size() >= 2; damage.remove_prefix(2)) {
    const std::size_t at = pointer - 24u + static_cast<unsigned char>(damage[0]);
    if (at < memory.size()) memory[at] = static_cast<std::byte>(damage[1]);
  }
}

class Caller {
 public:
  Caller(const Convention& convention, sandbox::Instance& instance, std::string_view damage)
      : convention_(convention), instance_(instance), damage_(damage) {}

  // Whether the instance can still be used.
  bool call(std::size_t index, const Value& value) {
    const types::Signature& function = convention_.exports()[index];
    const std::vector<Value> values(function.parameters.size(), value);
    const auto lowered = convention_.lower_arguments(instance_, index, values, BytesForm::kBase64);
    if (!lowered) return lowered.error().code() == ErrorCode::kInvalidArgument;
    const auto results = small_bed().call(instance_, function.name, *lowered);
    if (!results) return false;
    read(index, *lowered, *results);
    // TinyGo's results may lie where the first argument says.
    const auto& place = results->empty() ? *lowered : *results;
    if (!place.empty()) {
      damage_memory(instance_, place[0].as_i32(), damage_);
      read(index, *lowered, *results);
    }
    return true;
  }

  void call_host(std::size_t index, const Value& value, std::uint32_t pointer) {
    const auto& parameters = convention_.imports()[index].parameters;
    const std::vector<WasmValue> arguments(parameters.size(), WasmValue::i32(pointer));
    (void)convention_.lift_host_arguments(instance_, index, arguments, arena_);
    (void)convention_.lower_host_result(instance_, index, value);
    (void)convention_.lower_module_result(instance_, index, value);
  }

 private:
  void read(std::size_t index, std::span<const WasmValue> arguments,
            std::span<const WasmValue> results) {
    json::Writer writer(1u << 20);
    std::vector<ResultIssue> issues;
    (void)convention_.lift_result(instance_, index, arguments, results, nullptr, writer, issues);
    (void)convention_.lift_result_value(instance_, index, arguments, results, arena_);
    if (convention_.exports()[index].is_stream())
      (void)convention_.lift_pushed(instance_, index, results, nullptr, writer, issues);
  }

  const Convention& convention_;
  sandbox::Instance& instance_;
  std::string_view damage_;
  types::Arena arena_;
};

constexpr std::string_view kArguments[] = {"null",
                                           "1",
                                           "-0.5",
                                           R"("text")",
                                           R"("2024-02-29T12:00:00Z")",
                                           "[]",
                                           "[1,2]",
                                           "{}",
                                           "true",
                                           R"(["a"])",
                                           R"({"a":1,"b":[null]})",
                                           "1e300",
                                           R"([{"key":"k","value":1}])"};

void call_all(const Convention& convention, const std::shared_ptr<const sandbox::Program>& program,
              const Input& input) {
  types::Arena arena;
  std::vector<Value> values{Value()};
  for (const std::string_view text : kArguments) values.push_back(value_of(text, arena));
  // Of the input's own, whole.
  const auto own = json::parse(input.argument);
  if (own) values.push_back(types::from_json(*own, arena));

  std::unique_ptr<sandbox::Instance> instance;
  for (const Value& value : values) {
    if (!instance) {
      auto started = small_bed().start(
          program, {.deadline = Deadline::after(2s), .max_memory_bytes = 4u << 20});
      if (!started) return;
      instance = *std::move(started);
    }
    Caller caller(convention, *instance, input.damage);
    for (std::size_t i = 0; i < std::min<std::size_t>(convention.imports().size(), 4); ++i) {
      caller.call_host(i, value, 1056);
    }
    bool usable = true;
    for (std::size_t i = 0; usable && i < convention.exports().size(); ++i) {
      usable = caller.call(i, value);
    }
    if (!usable) instance.reset();
  }
}

void load(const Input& input) {
  auto wasm = base_module();
  sandbox::append_custom_section(wasm, "modus_metadata", input.metadata);
  const auto module = small_bed().engine().compile(wasm);
  if (!module) std::abort();  // whatever a custom section holds, the module is valid
  const auto convention = make_convention(**module);
  if (!convention) return;
  const auto program = small_bed().engine().link(*module, {});
  if (program) call_all(**convention, *program, input);
}

}  // namespace
}  // namespace modus::guest

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::guest::load(modus::guest::split({reinterpret_cast<const char*>(data), size}));
  return 0;
}
