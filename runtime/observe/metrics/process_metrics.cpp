// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace modus::observe {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// The second number of /proc/self/statm, in bytes; 0 when there is none.
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  statm >> all >> resident;
  return statm ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

double open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return error ? 0 : static_cast<double>(std::distance(begin(files), end(files)));
}

}  // namespace

void write_process_metrics(Exposition& exposition) {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0)
    exposition.single("process_cpu_seconds_total", MetricType::kCounter,
                      "Processor time this process has used.",
                      seconds(usage.ru_utime) + seconds(usage.ru_stime));
  if (const double bytes = resident_bytes(); bytes > 0)
    exposition.single("process_resident_memory_bytes", MetricType::kGauge,
                      "Memory of this process that is in RAM.", bytes);
  if (const double files = open_files(); files > 0)
    exposition.single("process_open_fds", MetricType::kGauge, "Files this process has open.",
                      files);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    exposition.single("process_max_fds", MetricType::kGauge, "Files this process may have open.",
                      static_cast<double>(limit.rlim_cur));
}

}  // namespace modus::observe
