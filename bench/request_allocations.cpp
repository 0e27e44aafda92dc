// SPDX-License-Identifier: Apache-2.0
// What a GraphQL request costs outside of its sandbox: the allocations and the CPU time from the
// HTTP body to the response, with a resolver that answers at once. Prints a table, or JSON lines
// when told `--json`; fails when an answer is wrong or a request allocates more than it may.
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "runtime/graphql/engine.h"
#include "runtime/serve/graphql/graphql_request.h"

namespace {

struct Tally {
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;
};

Tally tally;  // of one thread: this program has no other

void* counted(std::size_t size) {
  ++tally.calls;
  tally.bytes += size;
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace modus {
namespace {

constexpr std::string_view kSchema = R"(
  input Address { street: String! city: String! zip: String }
  input Person { name: String! age: Int! tags: [String!] address: Address }
  type Query {
    hello: String!
    greet(first: String!, last: String!): String!
    register(person: Person!): String!
  }
)";

struct Workload {
  const char* name;
  std::string_view body;
  std::string_view answer;
};

constexpr Workload kWorkloads[] = {
    {"trivial", R"({"query":"{hello}"})", R"({"data":{"hello":"Hello!"}})"},
    {"string variables",
     R"({"query":"query Greet($a: String!, $b: String!) { greet(first: $a, last: $b) }",)"
     R"("operationName":"Greet","variables":{"a":"Ada","b":"Lovelace"}})",
     R"({"data":{"greet":"Hello!"}})"},
    {"nested input",
     R"({"query":"query Register($p: Person!) { register(person: $p) }","variables":{"p":{)"
     R"("name":"Ada Lovelace","age":36,"tags":["mathematics","analytical engine","poetry"],)"
     R"("address":{"street":"St James's Square 12","city":"London","zip":"SW1Y 4LB"}}}})",
     R"({"data":{"register":"Hello!"}})"},
};

// The request's arena, its execution and its response; what is larger takes blocks of the arena.
// A thread that moves to another processor fills the front of the plans there, once in a while.
constexpr double kMostAllocations = 3.01;

class Greeter final : public graphql::Resolver {
 public:
  void resolve(const graphql::FieldCall&,
               std::move_only_function<void(graphql::FieldOutcome)> done) override {
    done({.json = "\"Hello!\"", .errors = {}, .invocation = {}});
  }
};

struct Cost {
  double calls = 0;
  double bytes = 0;
  double nanoseconds = 0;
};

double cpu_nanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

[[noreturn]] void fail(const Workload& workload, std::string_view got) {
  fmt::print(stderr, "{}: expected {}, got {}\n", workload.name, workload.answer, got);
  std::exit(1);
}

template <class Body>
Cost measure(Body body) {
  constexpr int kWarmUp = 2'000;
  constexpr int kRequests = 200'000;
  for (int i = 0; i < kWarmUp; ++i) body();
  const Tally before = tally;
  const double began = cpu_nanoseconds();
  for (int i = 0; i < kRequests; ++i) body();
  const double ended = cpu_nanoseconds();
  return {.calls = static_cast<double>(tally.calls - before.calls) / kRequests,
          .bytes = static_cast<double>(tally.bytes - before.bytes) / kRequests,
          .nanoseconds = (ended - began) / kRequests};
}

void print(const Workload& workload, const Cost& parse, const Cost& all, bool as_json) {
  if (as_json) {
    fmt::print(
        "{{\"workload\":\"{}\",\"parse_allocations\":{:.2f},\"parse_bytes\":{:.0f},"
        "\"parse_cpu_ns\":{:.0f},\"allocations\":{:.2f},\"bytes\":{:.0f},\"cpu_ns\":{:.0f}}}\n",
        workload.name, parse.calls, parse.bytes, parse.nanoseconds, all.calls, all.bytes,
        all.nanoseconds);
    return;
  }
  fmt::print("{:<18} {:>8.2f} {:>8.0f} {:>8.0f}   {:>8.2f} {:>8.0f} {:>8.0f}\n", workload.name,
             parse.calls, parse.bytes, parse.nanoseconds, all.calls, all.bytes, all.nanoseconds);
}

int run(bool as_json) {
  const auto engine = graphql::Engine::create(kSchema).value();
  Greeter greeter;
  if (!as_json) {
    fmt::print("{:<18} {:^26}   {:^26}\n", "", "reading the body", "body to response");
    fmt::print("{:<18} {:>8} {:>8} {:>8}   {:>8} {:>8} {:>8}\n", "per request", "calls", "bytes",
               "CPU ns", "calls", "bytes", "CPU ns");
  }
  for (const Workload& workload : kWorkloads) {
    const Cost parse = measure([&] {
      if (!serve::parse_graphql_request(workload.body)) fail(workload, "an error");
    });
    const Cost all = measure([&] {
      auto operation = engine->prepare(serve::parse_graphql_request(workload.body).value().request);
      engine->execute(std::move(operation).value(), greeter, [&](graphql::Response response) {
        if (response.body != workload.answer) fail(workload, response.body);
      });
    });
    print(workload, parse, all, as_json);
    if (all.calls > kMostAllocations) {
      fmt::print(stderr, "{}: more than {} allocations a request\n", workload.name,
                 kMostAllocations);
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace modus

int main(int argc, char** argv) { return modus::run(argc > 1 && !std::strcmp(argv[1], "--json")); }
