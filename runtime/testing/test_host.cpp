// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/test_host.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/host/arguments.h"
#include "runtime/replay/call_recorder.h"
#include "runtime/replay/replayer.h"

namespace modus::testing {
namespace {

using functions::HostRequest;
using types::Value;

constexpr std::string_view kReports = "modus_test.";

bool is_report(std::string_view name) {
  return name == "modus_test.begin" || name == "modus_test.end" || name == "modus_test.fail";
}

}  // namespace

void TestHost::begin_run(std::string name, replay::RecordedCalls* replayed) {
  results_.clear();
  open_.clear();
  results_.push_back({.name = std::move(name)});
  replayed_ = replayed;
  if (replayed == nullptr) return;
  for (replay::RecordedCall& call : *replayed) call.was_used = false;
}

std::vector<TestResult> TestHost::end_run() {
  open_.clear();
  replayed_ = nullptr;
  return std::exchange(results_, {});
}

bool TestHost::provides(std::string_view name) const {
  return is_report(name) || real_->provides(name);
}

void TestHost::call(Request request) {
  if (request->name.starts_with(kReports)) {
    report(*request);
    return std::exchange(request->done, {})(Value::null());
  }
  if (mode_ == HostCalls::kReplay && !replay::is_not_replayed(request->name))
    return replay(request);
  real_->call(std::move(request));
}

// What begins first is the run itself. A plain function begins nothing.
void TestHost::report(const HostRequest& request) {
  if (results_.empty()) return;  // between runs
  if (request.name == "modus_test.end") {
    if (open_.empty()) return;
    results_[open_.back()].ended = true;
    open_.pop_back();
  } else if (request.name == "modus_test.fail") {
    const Value line = request.arguments.size() > 1 ? request.arguments[1] : Value();
    const std::string where = line.kind() == Value::Kind::kInt && line.as_int() > 0
                                  ? fmt::format("line {}: ", line.as_int())
                                  : std::string();
    fail_current(where + std::string(host::text_argument(request, 0)));
  } else {
    begin(host::text_argument(request, 0));
  }
}

void TestHost::begin(std::string_view name) {
  if (open_.empty()) {
    open_.push_back(0);
    return;
  }
  TestResult& outer = results_[open_.back()];
  outer.has_children = true;
  open_.push_back(results_.size());
  results_.push_back({.name = fmt::format("{} › {}", outer.name, name)});
}

void TestHost::fail_current(std::string message) {
  if (results_.empty()) return;
  results_[open_.empty() ? 0 : open_.back()].failures.push_back(std::move(message));
}

void TestHost::replay(const Request& request) {
  const auto miss = replay::answer(*request, replayed_, redaction_);
  if (!miss) return;
  fail_current(*miss + "\n  If the new call is right, record it: modus test --record");
}

}  // namespace modus::testing
