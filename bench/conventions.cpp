// SPDX-License-Identifier: Apache-2.0
// What it costs to bring values into a guest and out again, by calling convention: fresh instance,
// arguments in, a function that gives them back, result out as JSON. Every answer is checked. The
// guests are WebAssembly text with an allocator that only ever moves on, so that the conventions
// are measured and no language's runtime.
#include <ctime>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/demand.h"
#include "runtime/guest/packed/testing.h"
#include "runtime/guest/testing.h"

namespace modus {
namespace {

using guest::Convention;
using types::Value;

struct Case {
  std::string name;
  std::string assemblyscript;
  std::string assemblyscript_types;
  std::string packed;
  std::string packed_types;
  std::string value;
};

std::string repeated(std::size_t count, auto&& make) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + make(i);
  return "[" + text + "]";
}

constexpr std::string_view kString = "~lib/string/String";

std::vector<Case> cases() {
  const auto item = [](std::size_t i) {
    return fmt::format(
        R"({{"id":{},"name":"Item {}","price":{},"available":{},"category":"things"}})", i, i,
        static_cast<double>(i) + 0.25, i % 2 == 0);
  };
  const auto entry = [](std::size_t i) {
    return fmt::format(R"({{"key":"key {:04}","value":{}}})", i, i);
  };
  const std::string list = "~lib/array/Array<a/Item>";
  const std::string map = fmt::format("~lib/map/Map<{},i32>", kString);
  const auto fields = [](std::string_view text) {
    return fmt::format(R"([{{"name":"id","type":"i32"}},{{"name":"name","type":"{0}"}},
      {{"name":"price","type":"f64"}},{{"name":"available","type":"bool"}},
      {{"name":"category","type":"{0}"}}])",
                       text);
  };
  return {
      {"a short text", std::string(kString), "{}", "string", "{}", R"("Ada Lovelace")"},
      {"a text of 64 KB", std::string(kString), "{}", "string", "{}",
       "\"" + std::string(64 << 10, 'x') + "\""},
      {"10,000 floats", "~lib/array/Array<f64>", R"({"~lib/array/Array<f64>":{"id":4}})",
       "list<f64>", "{}", repeated(10'000, [](std::size_t i) { return fmt::format("{}.5", i); })},
      {"an object of 5 fields", "a/Item",
       fmt::format(R"({{"a/Item":{{"id":5,"fields":{}}}}})", fields(kString)), "a.Item",
       fmt::format(R"({{"a.Item":{{"fields":{}}}}})", fields("string")), item(1)},
      {"1,000 objects", list,
       fmt::format(R"({{"{}":{{"id":6}},"a/Item":{{"id":5,"fields":{}}}}})", list, fields(kString)),
       "list<a.Item>", fmt::format(R"({{"a.Item":{{"fields":{}}}}})", fields("string")),
       repeated(1'000, item)},
      {"a map of 1,000", map, fmt::format(R"({{"{}":{{"id":7}}}})", map), "map<string,i32>", "{}",
       repeated(1'000, entry)},
  };
}

/// One convention's function, to be called again and again.
class Call {
 public:
  Call(const std::vector<std::byte>& wasm, const Case& of)
      : module_(guest::bed().engine().compile(wasm).value()),
        convention_(guest::make_convention(*module_).value()),
        program_(guest::bed().link(module_)),
        argument_(guest::value_of(of.value, arena_)),
        expected_(of.value) {}

  void operator()() {
    const auto instance = guest::bed().start(program_).value();
    const auto arguments =
        convention_->lower_arguments(*instance, 0, {&argument_, 1}, guest::BytesForm::kBase64);
    if (!arguments) die(arguments.error().describe());
    const auto results = guest::bed().call(*instance, "f", *arguments);
    if (!results) die(results.error().describe());
    json::Writer writer;
    std::vector<guest::ResultIssue> issues;
    if (!convention_->lift_result(*instance, 0, *arguments, *results, nullptr, writer, issues) ||
        writer.text() != expected_) {
      die("a call gave a wrong answer");
    }
  }

 private:
  types::Arena arena_;
  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::shared_ptr<const sandbox::Program> program_;
  Value argument_;
  std::string expected_;
};

double thread_cpu_us() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

/// Microseconds of CPU a call takes.
double measure(Call& call) {
  constexpr double kAtLeast = 100'000;  // microseconds
  const double start = thread_cpu_us();
  double passed = 0;
  std::size_t count = 0;
  for (; passed < kAtLeast; passed = thread_cpu_us() - start) {
    for (int i = 0; i < 10; ++i, ++count) call();
  }
  return passed / static_cast<double>(count);
}

std::vector<std::byte> assemblyscript(const Case& of) {
  guest::TestModule module;
  module.exports = guest::identity_exports(of.assemblyscript);
  module.types = of.assemblyscript_types;
  return guest::build(module);
}

void run(std::size_t rounds) {
  std::string text;
  for (const Case& of : cases()) {
    Call old(assemblyscript(of), of);
    Call packed(guest::packed::build(guest::packed::echo(of.packed, of.packed_types)), of);
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i <= rounds; ++i) {
      const double first = measure(old);
      const double second = measure(packed);
      if (i > 0) pairs.push_back(fmt::format("[{:.3f},{:.3f}]", first, second));  // after a warm-up
    }
    text += fmt::format(R"({}{{"name":"{}","assemblyscript_and_packed_us":[{}]}})",
                        text.empty() ? "" : ",", of.name, fmt::join(pairs, ","));
  }
  std::cout << "[" << text << "]" << std::endl;
}

}  // namespace
}  // namespace modus

int main(int count, char** words) { modus::run(count > 1 ? std::stoul(words[1]) : 5); }
