// SPDX-License-Identifier: Apache-2.0
// What a call between modules costs above the callee's own call: a function that calls another
// module once, less the same function without that call, less the callee called by itself.
// In-process, on one thread, by turns; every answer is checked. Prints JSON.
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iostream>

#include <fmt/format.h>

#include "bench/demand.h"
#include "runtime/app/app_folder.h"
#include "runtime/functions/call.h"
#include "runtime/functions/module_set.h"
#include "runtime/host/gate.h"
#include "runtime/host/module_call.h"
#include "runtime/json/writer.h"
#include "runtime/types/value_json.h"

namespace modus {
namespace {

/// Calls between modules as the server makes them, and nothing else.
class ModulesHost final : public functions::Host {
 public:
  bool provides(std::string_view) const override { return true; }
  void call(std::shared_ptr<functions::HostRequest> request) override {
    if (request->module_import == nullptr) die("a guest called " + std::string(request->name));
    gate_.pass(*module_call_, request);
  }

 private:
  Log log_{{.descriptor = ::open("/dev/null", O_WRONLY)}};
  host::Journal journal_{{}};
  host::Gate gate_{log_, journal_};
  const std::unique_ptr<host::HostFunction> module_call_ = host::make_module_call();
};

struct Case {
  std::string_view name;
  std::string_view function;  // "Scalar" in callScalar and ownScalar
  std::string_view json;
};

constexpr Case kCases[] = {
    {"a number", "Scalar", "42"},
    {"a short string", "Text", R"("Hello, World!")"},
    {"an object of 5 fields", "Object",
     R"({"id":9007199254740993,"name":"Ada","city":"London","weight":61.5,"active":true})"},
};

struct Direction {
  std::string_view name;
  std::string_view caller;
  std::string_view callee;
};

constexpr Direction kDirections[] = {{"AssemblyScript → Go", "as_caller", "go_callee"},
                                     {"Go → AssemblyScript", "go_caller", "as_callee"}};

double thread_cpu_us() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

class Measurement {
 public:
  Measurement(const functions::ModuleSet& modules, std::string_view json)
      : modules_(modules),
        json_(json),
        argument_(types::from_json(demand(json::parse(json)), arena_)) {}

  /// CPU for one call of the function, of many.
  double us(std::string_view function) {
    const auto place = modules_.find(function);
    if (!place) die(fmt::format("there is no function {}", function));
    const double begin = thread_cpu_us();
    for (int i = 0; i < kCalls; ++i) call(*place);
    return (thread_cpu_us() - begin) / kCalls;
  }

 private:
  static constexpr int kCalls = 2000;

  void call(const functions::FunctionPlace& place) {
    bool ended = false;
    functions::Call call(
        loop_, admission_, modules_.modules()[place.module].table,
        {.function = place.function, .arguments = {&argument_, 1}, .context = &context_},
        [&](functions::CallOutcome outcome) {
          ended = true;
          if (outcome.error) die(outcome.error->describe());
          if (outcome.json != json_) die("a call gave " + outcome.json);
        });
    call.start();
    while (!ended) loop_.context().run_one();
  }

  const functions::ModuleSet& modules_;
  const std::string_view json_;
  types::BlockArena arena_;
  const types::Value argument_;
  Loop loop_{0};
  functions::Admission admission_;
  functions::CallContext context_;
};

std::string lower_first(std::string_view name) {
  std::string lowered(name);
  lowered[0] = static_cast<char>(lowered[0] + 32);
  return lowered;
}

void measure(const functions::ModuleSet& modules, int rounds, json::Writer& writer) {
  for (const Direction& direction : kDirections) {
    for (const Case& sample : kCases) {
      Measurement measurement(modules, sample.json);
      writer.begin_object();
      writer.key("name");
      writer.string(fmt::format("{}, {}", direction.name, sample.name));
      writer.key("with_without_callee_us");
      writer.begin_array();
      for (int round = -1; round < rounds; ++round) {
        const std::array costs{
            measurement.us(fmt::format("{}.call{}", direction.caller, sample.function)),
            measurement.us(fmt::format("{}.own{}", direction.caller, sample.function)),
            measurement.us(fmt::format("{}.{}", direction.callee, lower_first(sample.function)))};
        if (round < 0) continue;  // until all is warm
        writer.begin_array();
        for (const double cost : costs) writer.number(cost);
        writer.end_array();
      }
      writer.end_array();
      writer.end_object();
    }
  }
}

int run(int argc, char** argv) {
  if (argc != 4) die("usage: module_calls BUILD-FOLDER CACHE-FOLDER ROUNDS");
  const auto folder = demand(app::read_app_folder(argv[1]));
  const auto engine = demand(sandbox::Engine::create(
      {.cache_directory = argv[2], .max_instances = functions::Admission::most_calls(100)}));
  const auto modules =
      demand(functions::ModuleSet::load(*engine, folder, std::make_shared<ModulesHost>()));
  json::Writer writer;
  writer.begin_array();
  measure(*modules, std::stoi(argv[3]), writer);
  writer.end_array();
  std::cout << writer.take() << std::endl;
  return 0;
}

}  // namespace
}  // namespace modus

int main(int argc, char** argv) { return modus::run(argc, argv); }
