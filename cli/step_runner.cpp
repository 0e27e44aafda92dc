// SPDX-License-Identifier: Apache-2.0
#include "cli/step_runner.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace modus::cli {
namespace {

class Runner {
 public:
  explicit Runner(const std::vector<Step>& steps) : steps_(steps), states_(steps.size()) {}

  void work() {
    std::unique_lock lock(mutex_);
    while (const auto step = take(lock)) {
      lock.unlock();
      const StepEnd end = steps_[*step].run();
      lock.lock();
      set(*step, end);
    }
  }

  std::vector<StepEnd> ends() const {
    std::vector<StepEnd> ends;
    for (const State& state : states_) ends.push_back(*state.end);
    return ends;
  }

 private:
  struct State {
    bool taken = false;
    std::optional<StepEnd> end;
  };

  // The next step that can run; waits for one. Nothing when all were taken.
  std::optional<std::size_t> take(std::unique_lock<std::mutex>& lock) {
    for (;;) {
      skip();
      if (std::ranges::all_of(states_, &State::taken)) return std::nullopt;
      for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (states_[i].taken || !is_ready(i)) continue;
        states_[i].taken = true;
        return i;
      }
      changed_.wait(lock);
    }
  }

  bool is_ready(std::size_t step) const {
    return std::ranges::all_of(steps_[step].after, [this](std::size_t other) {
      return states_[other].end == StepEnd::kSucceeded;
    });
  }

  // In order, so that what is skipped takes what comes after it along.
  void skip() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto is_lost = [this](std::size_t other) {
        return states_[other].end && *states_[other].end != StepEnd::kSucceeded;
      };
      if (states_[i].taken || std::ranges::none_of(steps_[i].after, is_lost)) continue;
      states_[i].taken = true;
      set(i, StepEnd::kSkipped);
    }
  }

  void set(std::size_t step, StepEnd end) {
    states_[step].end = end;
    changed_.notify_all();
  }

  const std::vector<Step>& steps_;
  std::vector<State> states_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

std::vector<StepEnd> run_steps(const std::vector<Step>& steps) {
  Runner runner(steps);
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min(cores, steps.size()); ++i)
    threads.emplace_back([&runner] { runner.work(); });
  for (std::jthread& thread : threads) thread.join();
  return runner.ends();
}

}  // namespace modus::cli
