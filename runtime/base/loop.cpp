// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace modus {

void Loop::post(Task task) { boost::asio::post(context_, std::move(task)); }

void Loop::run() {
  thread_ = std::this_thread::get_id();
  context_.run();
}

struct Timer::State {
  boost::asio::steady_timer timer;
  Task task;
};

Timer::Timer(Loop& loop, std::chrono::steady_clock::duration delay, Task task)
    : state_(std::make_shared<State>(boost::asio::steady_timer(loop.context()), std::move(task))) {
  state_->timer.expires_after(delay);
  state_->timer.async_wait([weak = std::weak_ptr(state_)](boost::system::error_code error) {
    auto state = weak.lock();
    if (!error && state && state->task) std::exchange(state->task, nullptr)();
  });
}

Timer& Timer::operator=(Timer&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Timer::~Timer() {
  if (state_) state_->task = nullptr;
}

LoopThreads::LoopThreads(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<Loop>(i));
  for (auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
}

void LoopThreads::stop() {
  for (auto& loop : loops_) loop->stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace modus
