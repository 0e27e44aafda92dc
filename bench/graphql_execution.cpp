// SPDX-License-Identifier: Apache-2.0
// What the engine adds to a request whose plan it knows: prepare and execute, with a resolver that
// answers at once.
//
//   graphql_execution SECONDS
//
// Prints a line of JSON for each shape of request: its fields, and its CPU nanoseconds.
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/engine.h"
#include "runtime/types/value_parser.h"

namespace modus::graphql {
namespace {

constexpr std::size_t kFields = 100;

// Root fields f0, f1, … that are numbers, and `rows`, objects of as many such fields.
std::string make_schema() {
  std::string fields;
  for (std::size_t i = 0; i < kFields; ++i) fields += fmt::format("  f{}: Int!\n", i);
  return fmt::format("type Query {{\n{}  rows: [Row!]!\n}}\ntype Row {{\n{}}}\n", fields, fields);
}

std::string select(std::size_t count) {
  std::string fields;
  for (std::size_t i = 0; i < count; ++i) fields += fmt::format(" f{}", i);
  return fields;
}

class ConstantResolver final : public Resolver {
 public:
  explicit ConstantResolver(types::Value rows) : rows_(rows) {}

  void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) override {
    if (call.projection != nullptr) return done({.value = rows_});
    done({.json = "7"});
  }

 private:
  types::Value rows_;
};

// JSON of that many rows of ten fields.
std::string make_rows(std::size_t count) {
  std::string row;
  for (std::size_t i = 0; i < 10; ++i) row += fmt::format("{}\"f{}\":7", i == 0 ? "" : ",", i);
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) rows += (i == 0 ? "{" : ",{") + row + "}";
  return "[" + rows + "]";
}

double cpu_ns() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Of one request: the median of batches of about five milliseconds.
template <class Work>
double cost_ns(double seconds, Work work) {
  constexpr double kBatch = 5e6;
  std::size_t times = 1;
  std::vector<double> costs;
  const double end = cpu_ns() + seconds * 1e9;
  while (cpu_ns() < end || costs.size() < 5) {
    const double begin = cpu_ns();
    for (std::size_t i = 0; i < times; ++i) work();
    const double each = (cpu_ns() - begin) / static_cast<double>(times);
    costs.push_back(each);
    times = std::max<std::size_t>(1, static_cast<std::size_t>(kBatch / each));
  }
  std::ranges::nth_element(costs, costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2));
  return costs[costs.size() / 2];
}

std::string ask(Engine& engine, Resolver& resolver, const std::string& query) {
  auto operation = engine.prepare({.query = query});
  if (!operation) return operation.error().body;
  std::string body;
  engine.execute(*std::move(operation), resolver,
                 [&](Response response) { body = std::move(response.body); });
  return body;
}

struct Shape {
  std::string name;
  std::size_t fields;
  std::string query;
  std::string rows = "[]";
};

// Whether the answer is right: as many sevens as fields, and no errors.
bool is_right(const Shape& shape, const std::string& body) {
  std::size_t sevens = 0;
  for (std::size_t at = 0; (at = body.find(":7", at)) != std::string::npos; ++at) ++sevens;
  return sevens == shape.fields && body.starts_with("{\"data\":");
}

int run(double seconds) {
  const std::vector<Shape> shapes = {
      {"one root field", 1, "{" + select(1) + " }"},
      {"10 root fields", 10, "{" + select(10) + " }"},
      {"100 root fields", 100, "{" + select(100) + " }"},
      {"1 row", 10, "{ rows {" + select(10) + " } }", make_rows(1)},
      {"100 rows", 1000, "{ rows {" + select(10) + " } }", make_rows(100)},
  };
  const auto engine = Engine::create(make_schema());
  if (!engine) return 1;
  for (const Shape& shape : shapes) {
    types::Arena arena;
    const auto rows = types::parse_value(shape.rows, arena);
    ConstantResolver resolver(rows.value());
    const std::string body = ask(**engine, resolver, shape.query);
    if (!is_right(shape, body)) {
      fmt::print(stderr, "{}: wrong answer: {}\n", shape.name, body.substr(0, 300));
      return 1;
    }
    const double ns = cost_ns(seconds, [&] { (void)ask(**engine, resolver, shape.query); });
    fmt::print("{{\"name\":\"{}\",\"fields\":{},\"ns\":{:.1f}}}\n", shape.name, shape.fields, ns);
  }
  return 0;
}

}  // namespace
}  // namespace modus::graphql

int main(int argc, char** argv) {
  if (argc == 2) return modus::graphql::run(std::stod(argv[1]));
  fmt::print(stderr, "usage: graphql_execution SECONDS\n");
  return 2;
}
