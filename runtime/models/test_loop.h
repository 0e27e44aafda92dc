// SPDX-License-Identifier: Apache-2.0
// For tests: a loop with its client, and a model service called on it as the host does.
#pragma once

#include <gtest/gtest.h>

#include <future>

#include "runtime/models/model_service.h"

namespace modus::models {

struct TestLoop {
  LoopThreads threads{1};
  connect::HttpClient client{threads[0]};

  ~TestLoop() { threads.stop(); }

  template <class F>
  void run(F&& task) {
    std::promise<void> ran;
    threads[0].post([&] {
      task();
      ran.set_value();
    });
    ran.get_future().wait();
  }
};

/// A call that can be waited for, or given up.
class TestCall {
 public:
  TestCall(TestLoop& loop, ModelService& service, const app::Manifest& manifest,
           const app::Environment& environment, std::string_view model, std::string input,
           Deadline deadline = Deadline::after(std::chrono::seconds(60)))
      : TestCall(loop, service, manifest, environment, model, std::move(input),
                 CallTerms{.deadline = deadline}) {}
  TestCall(TestLoop& loop, ModelService& service, const app::Manifest& manifest,
           const app::Environment& environment, std::string_view model, std::string input,
           CallTerms terms)
      : loop_(loop), ended_(promise_.get_future()) {
    loop_.run([&] {
      operation_ =
          service.invoke(loop_.client, manifest, environment, model, std::move(input), terms,
                         [this](Outcome outcome) { promise_.set_value(std::move(outcome)); });
    });
  }
  ~TestCall() {
    loop_.run([&] { operation_ = {}; });
  }

  bool answered_within(std::chrono::milliseconds time) {
    return ended_.wait_for(time) == std::future_status::ready;
  }
  Outcome outcome() { return ended_.get(); }
  Result<std::string> answer() { return outcome().answer; }
  std::string text() {
    auto result = answer();
    return result ? *result : "error: " + result.error().describe();
  }

 private:
  TestLoop& loop_;
  std::promise<Outcome> promise_;
  std::future<Outcome> ended_;
  ModelOperation operation_;
};

}  // namespace modus::models
