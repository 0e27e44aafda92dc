// SPDX-License-Identifier: Apache-2.0
// What parsing and validating a document costs.
//
//   graphql_documents SECONDS SCHEMA DOCUMENT...
//
// Prints a line of JSON for each document: the number of its errors, and the CPU microseconds of
// parsing alone and of parsing and validating, each the median of many batches.
#include <algorithm>
#include <ctime>
#include <fstream>
#include <span>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/validation/validate.h"

namespace modus::graphql {
namespace {

std::string read_file(const char* path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

double cpu_us() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// CPU time of one call of `work`: batches of about five milliseconds, their median.
template <class Work>
double cost_us(double seconds, Work work) {
  constexpr double kBatchUs = 5000;
  std::size_t times = 1;
  std::vector<double> costs;
  const double end = cpu_us() + seconds * 1e6;
  while (cpu_us() < end || costs.size() < 5) {
    const double begin = cpu_us();
    for (std::size_t i = 0; i < times; ++i) work();
    const double each = (cpu_us() - begin) / static_cast<double>(times);
    costs.push_back(each);
    times = std::max<std::size_t>(1, static_cast<std::size_t>(kBatchUs / std::max(each, 0.01)));
  }
  std::ranges::nth_element(costs, costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2));
  return costs[costs.size() / 2];
}

std::size_t count_errors(const Schema& schema, const std::string& text) {
  const auto document = parse_document(text);
  return document ? validate(schema, **document).size() : 1;
}

int run(double seconds, const char* schema_path, std::span<char*> paths) {
  const auto schema = Schema::create(read_file(schema_path));
  if (!schema) {
    fmt::print(stderr, "{}: {}\n", schema_path, schema.error().front().message);
    return 1;
  }
  for (const char* path : paths) {
    const std::string text = read_file(path);
    const std::size_t errors = count_errors(**schema, text);
    std::size_t sum = 0;
    const double parse = cost_us(seconds, [&] { sum += parse_document(text).has_value(); });
    const double both = cost_us(seconds, [&] { sum += count_errors(**schema, text); });
    if (sum == 0) return 1;
    fmt::print("{{\"errors\":{},\"parse_us\":{:.3f},\"both_us\":{:.3f}}}\n", errors, parse, both);
  }
  return 0;
}

}  // namespace
}  // namespace modus::graphql

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: graphql_documents SECONDS SCHEMA DOCUMENT...\n");
    return 2;
  }
  return modus::graphql::run(std::stod(argv[1]), argv[2], std::span(argv, argc).subspan(3));
}
