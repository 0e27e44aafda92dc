// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/model_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/ranges.h>

#include "runtime/models/local/health.h"
#include "runtime/models/local/pulse.h"

namespace modus::models::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstPause{500};
constexpr milliseconds kLongestPause{30'000};
constexpr seconds kProven{60};  // after this long in health the pauses begin anew
constexpr milliseconds kHealthInterval{50};
constexpr milliseconds kLookInterval{2'000};  // between looks whether it hangs
constexpr milliseconds kPatience{2'000};      // between asking to end and killing
constexpr std::size_t kQuotedLines = 6;
constexpr std::size_t kLongestLine = 400;

milliseconds until(std::chrono::steady_clock::time_point time) {
  return std::max(milliseconds(0),
                  std::chrono::ceil<milliseconds>(time - std::chrono::steady_clock::now()));
}

}  // namespace

// `ready` belongs to the loop's thread and is empty once it was called or the ticket is gone. The
// loop may go after the ticket did, so it is used only with the lock held and while `open`.
struct ModelServer::Ticket::Waiter {
  Loop& loop;
  Ready ready;
  std::mutex mutex;
  bool open = true;

  Waiter(Loop& on, Ready then) : loop(on), ready(std::move(then)) {}
};

ModelServer::Ticket::~Ticket() {
  if (!waiter_) return;
  waiter_->ready = nullptr;
  const std::scoped_lock lock(waiter_->mutex);
  waiter_->open = false;
}

ModelServer::Ticket& ModelServer::Ticket::operator=(Ticket&& other) noexcept {
  Ticket old(std::move(other));
  std::swap(waiter_, old.waiter_);
  return *this;
}

ModelServer::ModelServer(ServerSettings settings, Log& log)
    : settings_(std::move(settings)),
      log_(log),
      wake_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      pause_(kFirstPause),
      thread_([this] { run(); }) {}

ModelServer::~ModelServer() {
  stop();
  ::close(wake_event_);
}

void ModelServer::stop() {
  request_stop();
  if (thread_.joinable()) thread_.join();
}

ModelServer::Ticket ModelServer::wait_until_ready(Loop& loop, Ready ready) {
  auto waiter = std::make_shared<Ticket::Waiter>(loop, std::move(ready));
  const std::scoped_lock lock(mutex_);
  waiters_.emplace_back(waiter);
  if (state_ == State::kReady) {
    answer_all(ServerAddress{settings_.socket, life_});
  } else if (stopping_) {
    answer_all(fail(ErrorCode::kCancelled, "the local models are being shut down"));
  } else {
    changed_.notify_all();
  }
  return Ticket(std::move(waiter));
}

void ModelServer::suspect(std::uint64_t life) {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::kReady || life != life_) return;
  state_ = State::kStarting;
  wake();
}

void ModelServer::request_stop() {
  const std::scoped_lock lock(mutex_);
  stopping_ = true;
  answer_all(fail(ErrorCode::kCancelled, "the local models are being shut down"));
  changed_.notify_all();
  wake();
}

void ModelServer::wake() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wake_event_, &one, sizeof one));
}

// With the lock held.
void ModelServer::answer_all(const Result<ServerAddress>& result) {
  for (const auto& weak : std::exchange(waiters_, {})) {
    const auto waiter = weak.lock();
    if (!waiter) continue;
    const std::scoped_lock lock(waiter->mutex);
    if (!waiter->open) continue;
    waiter->loop.post([weak, result] {
      const auto alive = weak.lock();
      if (alive && alive->ready) std::exchange(alive->ready, nullptr)(result);
    });
  }
}

void ModelServer::run() {
  std::unique_lock lock(mutex_);
  while (wait_for_work(lock)) {
    state_ = State::kStarting;
    ++life_;
    lock.unlock();
    started_ = Clock::now();
    was_ready_ = false;
    last_lines_.clear();
    ::unlink(settings_.socket.c_str());  // the server never removes it, and refuses to start on it
    auto child = ChildProcess::start(settings_.command);
    if (child) {
      log_.debug("Starting a local model.", {{"model", settings_.model}, {"pid", child->id()}});
      live(*std::move(child));
    } else {
      start_failed(child.error());
    }
    lock.lock();
  }
}

// Until there is a reason to start a process. False when all is to end. After a process that worked
// the next one starts by itself; after one that never did, only when somebody asks.
bool ModelServer::wait_for_work(std::unique_lock<std::mutex>& lock) {
  if (state_ == State::kStarting || state_ == State::kReady) {
    state_ = State::kResting;
    const auto until = Clock::now() + pause_;
    pause_ = std::min<Clock::duration>(pause_ * 2, kLongestPause);
    while (!stopping_ && changed_.wait_until(lock, until) != std::cv_status::timeout) {
    }
  }
  while (!stopping_ && !was_ready_ && waiters_.empty()) changed_.wait(lock);
  return !stopping_;
}

void ModelServer::live(ChildProcess child) {
  const End end = watch(child);
  {
    const std::scoped_lock lock(mutex_);
    state_ = State::kStarting;  // whoever comes waits for the next life
  }
  const bool is_lost = end == End::kLost;
  const std::string how = child.stop(is_lost ? milliseconds(0) : kPatience);
  ::unlink(settings_.socket.c_str());
  if (end != End::kWanted) ended(is_lost ? "it hung: it neither answered nor computed" : how);
}

// Until the process ends, hangs, or is to be stopped.
ModelServer::End ModelServer::watch(ChildProcess& child) {
  Pulse pulse;
  auto next_look = Clock::now() + kLookInterval;
  while (true) {
    bool starting = false;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return End::kWanted;
      starting = state_ == State::kStarting;
    }
    pollfd events[] = {{child.output(), POLLIN, 0}, {wake_event_, POLLIN, 0}};
    const auto timeout = starting ? kHealthInterval : until(next_look);
    if (::poll(events, 2, static_cast<int>(timeout.count())) < 0 && errno != EINTR)
      return End::kGone;
    std::uint64_t count = 0;
    static_cast<void>(!::read(wake_event_, &count, sizeof count));
    if ((events[0].revents & (POLLIN | POLLHUP)) != 0) read_output(child);
    if ((events[0].revents & POLLHUP) != 0) return End::kGone;
    if (starting && healthy()) became_ready();
    if (!was_ready_ || Clock::now() < next_look) continue;  // loading a model may take any time
    if (pulse.is_lost(child.cpu_ticks(), [this] { return healthy(); })) return End::kLost;
    next_look = Clock::now() + kLookInterval;
  }
}

void ModelServer::read_output(ChildProcess& child) {
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(child.output(), buffer, sizeof buffer)) > 0) {
    for (const char c : std::string_view(buffer, static_cast<std::size_t>(got))) {
      if (c == '\n') {
        note_line(std::exchange(partial_line_, {}));
      } else if (partial_line_.size() < kLongestLine) {
        partial_line_ += c;
      }
    }
  }
  if (got == 0 && !partial_line_.empty()) note_line(std::exchange(partial_line_, {}));
}

void ModelServer::note_line(std::string_view line) {
  if (line.empty()) return;
  log_.debug("Local model output.", {{"model", settings_.model}, {"text", line}});
  last_lines_.emplace_back(line);
  if (last_lines_.size() > kQuotedLines) last_lines_.pop_front();
}

bool ModelServer::healthy() const { return answers_health_check(settings_.socket); }

void ModelServer::became_ready() {
  if (!std::exchange(was_ready_, true)) {
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - started_);
    log_.info("Started a local model.",
              {{"model", settings_.model}, {"duration_ms", took.count()}});
  }
  const std::scoped_lock lock(mutex_);
  state_ = State::kReady;
  answer_all(ServerAddress{settings_.socket, life_});
}

void ModelServer::ended(const std::string& how) {
  if (was_ready_) {
    if (Clock::now() - started_ >= kProven) pause_ = kFirstPause;
    log_.error("A local model stopped; it is being restarted.",
               {{"model", settings_.model}, {"reason", how}});
    return;
  }
  std::string message = fmt::format("the local model {} did not start ({})", settings_.model, how);
  if (!last_lines_.empty())
    message += fmt::format("; its last words: {}", fmt::join(last_lines_, " | "));
  start_failed(Error(ErrorCode::kUnavailable, std::move(message)));
}

void ModelServer::start_failed(const Error& error) {
  log_.error("A local model did not start.",
             {{"model", settings_.model}, {"error", error.describe()}});
  const std::scoped_lock lock(mutex_);
  answer_all(std::unexpected(error));
}

}  // namespace modus::models::local
