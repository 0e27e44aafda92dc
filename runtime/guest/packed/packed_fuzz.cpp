// SPDX-License-Identifier: Apache-2.0
// Any text as the metadata of a module with the packed function ABI. When a convention comes of it,
// its functions are called with values of every kind, and any bytes are read as their answers, as
// values they push and as arguments of host functions.
//
// Input: the metadata's "types", "fnExports" and "fnImports" and an argument, each JSON, then
// bytes; zero bytes between them.
#include <chrono>

#include "runtime/guest/packed/testing.h"
#include "runtime/types/value_json.h"

namespace modus::guest::packed {
namespace {

using namespace std::chrono_literals;
using sandbox::WasmValue;
using types::Value;

constexpr std::uint32_t kPlace = 512;
constexpr std::size_t kMaxAnswer = 3000;

sandbox::TestBed& small_bed() {
  static sandbox::TestBed bed({.max_instances = 4, .max_memory_bytes = 8u << 20});
  return bed;
}

struct Input {
  std::string_view types, exports, imports, argument, answer;
};

std::string_view take_part(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\0'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

Input split(std::string_view data) {
  Input input;
  input.types = take_part(data);
  input.exports = take_part(data);
  input.imports = take_part(data);
  input.argument = take_part(data);
  input.answer = data.substr(0, kMaxAnswer);
  return input;
}

// A projection of anything: the first parts of what a type is made of, last first.
types::Projection project(const types::Type& type, std::deque<types::Projection>& all, int depth) {
  types::Projection projection;
  const types::Type& required = type.required();
  if (required.kind != types::Kind::kRecord || depth > 3) return projection;
  for (std::size_t i = std::min<std::size_t>(required.fields.size(), 3); i-- > 0;) {
    types::Projection::Entry entry;
    entry.key = "k";
    entry.field = i;
    const types::Type& field = required.fields[i].type->required();
    if (field.kind == types::Kind::kRecord) {
      entry.projection = &all.emplace_back(project(field, all, depth + 1));
    }
    projection.entries.push_back(std::move(entry));
  }
  return projection;
}

class Caller {
 public:
  Caller(const Convention& convention, sandbox::Instance& instance, std::string_view answer)
      : convention_(convention), instance_(instance), length_(answer.size()) {
    const auto place = instance.memory_at(kPlace, answer.size());
    if (!answer.empty()) std::memcpy(place->data(), answer.data(), answer.size());
  }

  // Whether the instance can still be used.
  bool call(std::size_t index, const Value& value) {
    const types::Signature& function = convention_.exports()[index];
    const std::vector<Value> values(function.parameters.size(), value);
    const auto lowered = convention_.lower_arguments(instance_, index, values, BytesForm::kBase64);
    if (!lowered) return lowered.error().code() == ErrorCode::kInvalidArgument;
    const auto results = small_bed().call(instance_, function.name, *lowered);
    if (!results) return false;
    read(index, *results, nullptr);
    return true;
  }

  void read_answer(std::size_t index) {
    instance_.hand_over({});
    const WasmValue answer = WasmValue::i64(std::uint64_t{kPlace} << 32 | length_);
    read(index, {&answer, 1}, nullptr);
    const auto& results = convention_.exports()[index].results;
    if (results.size() != 1) return;
    std::deque<types::Projection> all;
    const types::Projection projection = project(*results[0].type, all, 0);
    read(index, {&answer, 1}, &projection);
  }

  void call_host(std::size_t index, const Value& value) {
    instance_.hand_over({});
    (void)convention_.lift_host_arguments(instance_, index, block(), arena_);
    (void)convention_.lower_host_result(instance_, index, value);
    instance_.hand_over({});
    (void)convention_.lower_module_result(instance_, index, value);
    instance_.hand_over({});
  }

 private:
  std::vector<WasmValue> block() const {
    return {WasmValue::i32(kPlace), WasmValue::i32(static_cast<std::uint32_t>(length_))};
  }
  void read(std::size_t index, std::span<const WasmValue> results,
            const types::Projection* projection) {
    json::Writer writer(1u << 20);
    std::vector<ResultIssue> issues;
    const auto lifted =
        convention_.lift_result(instance_, index, {}, results, projection, writer, issues);
    const bool may_be_deep = length_ >= 200;  // JSON within JSON, beyond what is_valid() allows
    if (lifted && !may_be_deep && !json::is_valid(writer.text())) std::abort();
    // What one guest gives, another takes.
    if (const auto value = convention_.lift_result_value(instance_, index, {}, results, arena_)) {
      (void)convention_.lower_arguments(instance_, index, {&*value, 1}, BytesForm::kRaw);
      instance_.hand_over({});
    }
    json::Writer pushed(1u << 20);
    if (convention_.exports()[index].is_stream())
      (void)convention_.lift_pushed(instance_, index, block(), projection, pushed, issues);
  }

  const Convention& convention_;
  sandbox::Instance& instance_;
  std::size_t length_;
  types::Arena arena_;
};

constexpr std::string_view kArguments[] = {"null",
                                           "1",
                                           "-0.5",
                                           R"("text")",
                                           R"("AAEC")",
                                           "[]",
                                           R"("2024-02-29T12:00:00Z")",
                                           "[1,2]",
                                           "{}",
                                           "true",
                                           R"({"a":1,"b":[null]})",
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
    Caller caller(convention, *instance, input.answer);
    for (std::size_t i = 0; i < std::min<std::size_t>(convention.imports().size(), 4); ++i) {
      caller.call_host(i, value);
    }
    bool usable = true;
    for (std::size_t i = 0; usable && i < convention.exports().size(); ++i) {
      caller.read_answer(i);
      usable = caller.call(i, value);
    }
    if (!usable) instance.reset();
  }
}

// Only what could be metadata: its members are given apart so that most inputs get beyond it.
bool is_object(std::string_view text) {
  const auto document = json::parse(text);
  return document && document->is_object();
}

void load(const Input& input) {
  for (const std::string_view part : {input.types, input.exports, input.imports}) {
    if (!is_object(part)) return;
  }
  TestGuest guest;
  guest.types = input.types;
  guest.exports = input.exports;
  guest.imports = input.imports;
  if (input.argument.starts_with(' ')) guest.sdk = "modus-sdk-go@1";
  const auto module = small_bed().engine().compile(build(guest));
  if (!module) std::abort();  // whatever a custom section holds, the module is valid
  const auto convention = make_convention(**module);
  if (!convention) return;
  const auto program = small_bed().engine().link(*module, {});
  if (program) call_all(**convention, *program, input);
}

}  // namespace
}  // namespace modus::guest::packed

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::guest::packed::load(
      modus::guest::packed::split({reinterpret_cast<const char*>(data), size}));
  return 0;
}
