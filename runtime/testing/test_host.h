// SPDX-License-Identifier: Apache-2.0
// The host of a test: hears what the test reports, and replays its other calls.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/app/redaction.h"
#include "runtime/functions/host.h"
#include "runtime/testing/recording.h"

namespace modus::testing {

enum class HostCalls {
  kLive,    // go to the real services
  kRecord,  // likewise, and are written down
  kReplay,  // are answered from the recording; nothing leaves the process
};

/// One test, or a group that holds tests, as the guest reported it.
struct TestResult {
  std::string name;  // with those of the groups around it: "cart › adds"
  std::vector<std::string> failures;
  bool has_children = false;  // a group: not counted
  bool ended = false;
};

/// Belongs to the loop on which the tests run; between runs the runner may use it.
class TestHost final : public functions::Host {
 public:
  TestHost(std::shared_ptr<functions::Host> real, HostCalls mode, app::Redaction redaction)
      : real_(std::move(real)), mode_(mode), redaction_(std::move(redaction)) {}

  /// Call before each run. `replayed` (null: nothing was recorded) must live until it has ended.
  void begin_run(std::string name, replay::RecordedCalls* replayed);
  std::vector<TestResult> end_run();  // in order of beginning

  bool provides(std::string_view name) const override;
  void call(std::shared_ptr<functions::HostRequest> request) override;

 private:
  using Request = std::shared_ptr<functions::HostRequest>;

  void report(const functions::HostRequest& request);
  void begin(std::string_view name);
  void replay(const Request& request);
  void fail_current(std::string message);

  const std::shared_ptr<functions::Host> real_;
  const HostCalls mode_;
  const app::Redaction redaction_;
  std::vector<TestResult> results_;
  std::vector<std::size_t> open_;  // places in results_, outermost first
  replay::RecordedCalls* replayed_ = nullptr;
};

}  // namespace modus::testing
