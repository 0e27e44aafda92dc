// SPDX-License-Identifier: Apache-2.0
// What a call costs without HTTP: fresh instance, arguments in, run, result out, reset, again and
// again on each of some loops' threads. Every answer is checked. Prints one line, or JSON.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <fstream>
#include <span>
#include <thread>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/demand.h"
#include "runtime/app/read_file.h"
#include "runtime/base/separate.h"
#include "runtime/functions/call.h"
#include "runtime/functions/function_table.h"
#include "runtime/json/writer.h"

namespace modus {
namespace {

struct Options {
  std::string workload = "add";
  std::string path = "sandbox";
  std::string module;
  std::string cache;
  std::size_t threads = 1;
  double seconds = 2;
  bool no_snapshots = false;
  bool json = false;
};

void demand(bool holds, std::string_view what) {
  if (!holds) die(std::string(what));
}

/// For modules that ask nothing of their host.
class NoHost final : public functions::Host {
 public:
  bool provides(std::string_view) const override { return true; }
  void call(std::shared_ptr<functions::HostRequest> request) override {
    die("the guest called " + std::string(request->name));
  }
};

/// One kind of call, begun again and again on one loop, one at a time. Belongs to that loop.
class Caller {
 public:
  virtual ~Caller() = default;

  /// Calls until `stop` is set, then `done`.
  void run(const std::atomic<bool>& stop, Task done) {
    stop_ = &stop;
    done_ = std::move(done);
    next();
  }
  std::uint64_t calls() const { return calls_; }

 protected:
  explicit Caller(Loop& loop) : loop_(loop) {}

  /// Begins a call, which may end before this returns.
  virtual void begin() = 0;

  void answered(bool is_right) {
    demand(is_right, "a call gave a wrong answer");
    ++calls_;
    is_answered_ = true;
    if (!is_beginning_) next();
  }

  Loop& loop_;

 private:
  void next() {
    do {
      if (stop_->load(std::memory_order_relaxed)) return done_();
      is_answered_ = false;
      is_beginning_ = true;
      begin();
      is_beginning_ = false;
    } while (is_answered_);
  }

  const std::atomic<bool>* stop_ = nullptr;
  Task done_;
  std::uint64_t calls_ = 0;
  bool is_beginning_ = false;
  bool is_answered_ = false;
};

/// A call of one of the app's functions, and the JSON it must give.
struct Sample {
  std::size_t function;
  std::vector<types::Value> arguments;
  std::string expected;
};

constexpr std::string_view kJson =
    R"({"first":"Ada","last":"Lovelace","age":36,"tags":["a","b","c"]})";
constexpr std::string_view kJsonAnswer =
    R"("{\"text\":\"Hello, Ada Lovelace!\",\"age\":37,\"tags\":[\"c\",\"b\",\"a\"]}")";

Sample make_sample(const functions::FunctionTable& table, std::string_view workload) {
  const std::string_view name = workload == "add"    ? "add"
                                : workload == "json" ? "greetJson"
                                                     : "greet";
  const auto& all = table.functions();
  const auto found = std::ranges::find(all, name, &types::Signature::name);
  demand(found != all.end(), "the module lacks a function of this benchmark");
  const auto index = static_cast<std::size_t>(found - all.begin());
  if (name == "add") {
    return {index, {types::Value::integer(40), types::Value::integer(2)}, "42"};
  }
  if (name == "greetJson") return {index, {types::Value::string(kJson)}, std::string(kJsonAnswer)};
  return {index, {types::Value::string("World")}, "\"Hello, World!\""};
}

/// Instance::create → start → arguments in → call → result out → destroy.
class ConventionCaller final : public Caller {
 public:
  ConventionCaller(Loop& loop, const functions::FunctionTable& table, Sample sample)
      : Caller(loop),
        table_(table),
        program_(separate(table.program())),
        sample_(std::move(sample)),
        function_(table.convention().wasm_function(sample_.function)) {}

 private:
  void begin() override {
    instance_ = sandbox::Instance::create(loop_, program_, {});
    instance_->start([this](Result<void> started) {
      if (!started) die(started.error().describe());
      arguments_ = demand(table_.convention().lower_arguments(
          *instance_, sample_.function, sample_.arguments, guest::BytesForm::kBase64));
      instance_->call(function_, arguments_, [this](auto results) {
        const bool is_right = check(demand(std::move(results)));
        instance_.reset();
        answered(is_right);
      });
    });
  }

  bool check(std::span<const sandbox::WasmValue> results) {
    json::Writer writer;
    std::vector<guest::ResultIssue> issues;
    const auto lifted = table_.convention().lift_result(*instance_, sample_.function, arguments_,
                                                        results, nullptr, writer, issues);
    return lifted && writer.text() == sample_.expected;
  }

  const functions::FunctionTable& table_;
  std::shared_ptr<const sandbox::Program> program_;
  Sample sample_;
  std::size_t function_;
  std::unique_ptr<sandbox::Instance> instance_;
  sandbox::WasmValues arguments_;
};

/// The same through functions::Call, as the server does it.
class FunctionCaller final : public Caller {
 public:
  FunctionCaller(Loop& loop, functions::Admission& admission,
                 std::shared_ptr<const functions::FunctionTable> table, Sample sample)
      : Caller(loop),
        admission_(admission),
        table_(separate(std::move(table))),
        sample_(std::move(sample)) {}

 private:
  void begin() override {
    call_ = std::make_unique<functions::Call>(
        loop_, admission_, table_,
        functions::CallRequest{
            .function = sample_.function, .arguments = sample_.arguments, .context = &context_},
        [this](functions::CallOutcome outcome) {
          answered(!outcome.error && outcome.json == sample_.expected);
        });
    call_->start();
  }

  functions::Admission& admission_;
  std::shared_ptr<const functions::FunctionTable> table_;
  Sample sample_;
  functions::CallContext context_;
  std::unique_ptr<functions::Call> call_;
};

/// What is called, ready to be called on any loop.
class Workload {
 public:
  Workload(sandbox::Engine& engine, const Options& options, Bytes wasm)
      : options_(options),
        table_(demand(functions::FunctionTable::load(engine, wasm, std::make_shared<NoHost>()))) {}

  /// Why the module's instances do not start from a snapshot, if they do not.
  std::string_view snapshot_refusal() const { return table_->snapshot_refusal(); }

  std::unique_ptr<Caller> caller(Loop& loop) {
    Sample sample = make_sample(*table_, options_.workload);
    if (options_.path == "call") {
      return std::make_unique<FunctionCaller>(loop, admission_, table_, std::move(sample));
    }
    return std::make_unique<ConventionCaller>(loop, *table_, std::move(sample));
  }

 private:
  const Options& options_;
  functions::Admission admission_;
  std::shared_ptr<const functions::FunctionTable> table_;
};

using Clock = std::chrono::steady_clock;
double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

double thread_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// How long this thread was ready to run and another had its core.
double queued_seconds() {
  std::ifstream file("/proc/thread-self/schedstat");
  double running = 0;
  double queued = 0;
  file >> running >> queued;
  return queued * 1e-9;
}

struct Measured {
  std::uint64_t calls = 0;
  double cpu = 0;  // seconds, of these threads
  double per_second =
      0;  // summed over threads, of the time in which each had a core or wanted none
};

constexpr double kWarmUp = 0.2;  // seconds

Measured run_thread(Workload& workload, std::size_t index, const std::atomic<bool>& stop) {
  Loop loop(index);
  const auto caller = workload.caller(loop);
  Measured measured;
  loop.post([&] {
    const auto cpu = thread_cpu_seconds();
    const auto queued = queued_seconds();
    const auto begin = Clock::now();
    caller->run(stop, [&, cpu, queued, begin] {
      measured.calls = caller->calls();
      measured.cpu = thread_cpu_seconds() - cpu;
      const double wall = seconds(Clock::now() - begin) - (queued_seconds() - queued);
      measured.per_second = static_cast<double>(measured.calls) / wall;
      loop.stop();
    });
  });
  loop.run();
  return measured;
}

Measured measure(Workload& workload, std::size_t threads, double duration) {
  std::atomic<bool> stop = false;
  std::vector<Measured> each(threads);
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i) {
      running.emplace_back([&, i] { each[i] = run_thread(workload, i, stop); });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(duration));
    stop = true;
  }
  Measured sum;
  for (const Measured& one : each) {
    sum.calls += one.calls;
    sum.cpu += one.cpu;
    sum.per_second += one.per_second;
  }
  return sum;
}

void print(const Options& options, const Measured& measured, std::string_view refusal) {
  const double us = measured.cpu / static_cast<double>(measured.calls) * 1e6;
  if (!options.json) {
    fmt::print("{} ({}), {} thread(s): {:.2f} µs CPU a call, {:.0f} calls/s, {} calls\n",
               options.workload, options.path, options.threads, us, measured.per_second,
               measured.calls);
    if (!refusal.empty()) fmt::print("no snapshot: {}\n", refusal);
    return;
  }
  json::Writer writer;
  writer.begin_object();
  writer.key("case");
  writer.string(options.workload);
  writer.key("path");
  writer.string(options.path);
  writer.key("threads");
  writer.integer(options.threads);
  writer.key("calls");
  writer.integer(measured.calls);
  writer.key("cpu_us");
  writer.number(us);
  writer.key("per_second");
  writer.number(measured.per_second);
  writer.key("refusal");
  writer.string(refusal);
  writer.end_object();
  fmt::print("{}\n", writer.text());
}

void run(const Options& options) {
  const auto engine = demand(sandbox::Engine::create({.cache_directory = options.cache,
                                                      .shards = options.threads,
                                                      .snapshots = !options.no_snapshots}));
  const auto wasm = demand(app::read_file(options.module, 64u << 20));
  Workload workload(*engine, options, std::as_bytes(std::span(wasm)));
  measure(workload, options.threads, kWarmUp);
  const Measured measured = measure(workload, options.threads, options.seconds);
  print(options, measured, workload.snapshot_refusal());
}

}  // namespace
}  // namespace modus

int main(int count, char** words) {
  modus::Options options;
  CLI::App app("Measures calls in fresh sandboxes, without HTTP");
  app.add_option("module", options.module, "bench-functions.wasm, or bench-functions-go.wasm")
      ->required();
  app.add_option("--case", options.workload)
      ->check(CLI::IsMember({"add", "string", "json"}))
      ->capture_default_str();
  app.add_option("--path", options.path,
                 "Instance and convention by themselves, or functions::Call as the server makes it")
      ->check(CLI::IsMember({"sandbox", "call"}))
      ->capture_default_str();
  app.add_option("--threads", options.threads)->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("--cache", options.cache, "Folder for compiled modules [default: none]");
  app.add_flag("--no-snapshots", options.no_snapshots, "Initialise the module in every instance");
  app.add_flag("--json", options.json);
  CLI11_PARSE(app, count, words);
  modus::run(options);
}
