// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/curl_loop.h"

#include <fcntl.h>

#include <utility>

namespace modus::connect {
namespace {

// libcurl wants this once per process, before anything else of it is used.
void initialise_curl() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
}

CURLM* make_multi() {
  initialise_curl();
  return curl_multi_init();
}

}  // namespace

// A duplicate of libcurl's descriptor is watched, so that closing ours never disturbs a descriptor
// that libcurl has closed and the system has given to somebody else.
struct CurlLoop::Socket {
  curl_socket_t curl_descriptor;
  boost::asio::posix::stream_descriptor descriptor;
  int wanted = CURL_POLL_NONE;
  int waiting = CURL_POLL_NONE;
};

CurlLoop::CurlLoop(Loop& loop)
    : loop_(loop), multi_(make_multi()), curl_timer_(loop.context()), check_timer_(loop.context()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlLoop::~CurlLoop() { close(); }

void CurlLoop::close() {
  closed_ = true;
  if (inside_curl_ || multi_ == nullptr) return;
  // What callers gave us may own the client's owner: let go of it only when all is in order.
  const auto active = std::exchange(active_, {});
  checks_.clear();
  for (const auto& [easy, entry] : active) {
    entry.transfer->cancel();
    curl_multi_remove_handle(multi_, easy);
  }
  to_start_.clear();
  to_drop_.clear();
  curl_multi_cleanup(std::exchange(multi_, nullptr));
  sockets_.clear();
  curl_timer_.cancel();
  check_timer_.cancel();
}

void CurlLoop::start(std::shared_ptr<HttpTransfer> transfer) {
  if (inside_curl_) {
    to_start_.push_back(std::move(transfer));
    return;
  }
  if (closed_) return;
  CURL* easy = transfer->easy();
  const auto next = transfer->next_check(Clock::now());
  check_at(next, active_[easy] = {std::move(transfer), checks_.end()});
  curl_multi_add_handle(multi_, easy);
}

void CurlLoop::drop(const std::shared_ptr<HttpTransfer>& transfer) {
  if (inside_curl_) {
    to_drop_.push_back(transfer);
  } else {
    remove(transfer->easy());
  }
}

void CurlLoop::remove(CURL* easy) {
  const auto found = active_.find(easy);
  if (found == active_.end()) return;
  const Active active = std::move(found->second);
  active_.erase(found);
  if (active.check != checks_.end()) checks_.erase(active.check);
  curl_multi_remove_handle(multi_, easy);
}

int CurlLoop::on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*) {
  auto& loop = *static_cast<CurlLoop*>(self);
  if (what == CURL_POLL_REMOVE) {
    loop.sockets_.erase(descriptor);
    return 0;
  }
  auto& socket = loop.sockets_[descriptor];
  if (!socket) {
    const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return -1;
    socket = std::make_shared<Socket>(
        descriptor, boost::asio::posix::stream_descriptor(loop.loop_.context(), copy));
  }
  socket->wanted = what;
  loop.watch(socket);
  return 0;
}

int CurlLoop::on_timer(CURLM*, long milliseconds, void* self) {
  auto& loop = *static_cast<CurlLoop*>(self);
  loop.curl_timer_.cancel();
  if (milliseconds < 0) return 0;
  loop.curl_timer_.expires_after(std::chrono::milliseconds(milliseconds));
  loop.curl_timer_.async_wait(
      [weak = loop.weak_from_this()](const boost::system::error_code& error) {
        const auto alive = weak.lock();
        if (alive && !error) alive->act(CURL_SOCKET_TIMEOUT, 0);
      });
  return 0;
}

void CurlLoop::watch(const std::shared_ptr<Socket>& socket) {
  for (const int direction : {CURL_POLL_IN, CURL_POLL_OUT}) {
    if ((socket->wanted & direction) != 0 && (socket->waiting & direction) == 0)
      wait(socket, direction);
  }
}

void CurlLoop::wait(const std::shared_ptr<Socket>& socket, int direction) {
  using boost::asio::posix::stream_descriptor;
  socket->waiting |= direction;
  socket->descriptor.async_wait(
      direction == CURL_POLL_IN ? stream_descriptor::wait_read : stream_descriptor::wait_write,
      [loop = weak_from_this(), weak = std::weak_ptr(socket),
       direction](const boost::system::error_code& error) {
        const auto alive = loop.lock();
        auto ready = weak.lock();
        if (!alive || !ready) return;
        ready->waiting &= ~direction;
        if ((ready->wanted & direction) == 0) return;
        const int events = direction == CURL_POLL_IN ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
        const curl_socket_t descriptor = ready->curl_descriptor;
        ready.reset();
        alive->act(descriptor, error ? CURL_CSELECT_ERR : events);
        if (const auto still = weak.lock()) alive->watch(still);
      });
}

void CurlLoop::act(curl_socket_t descriptor, int events) {
  if (closed_) return;
  const auto self = shared_from_this();
  int running = 0;
  inside_curl_ = true;
  curl_multi_socket_action(multi_, descriptor, events, &running);
  inside_curl_ = false;
  settle();
}

void CurlLoop::settle() {
  while (true) {
    if (closed_) return close();
    for (const auto& transfer : std::exchange(to_drop_, {})) remove(transfer->easy());
    for (auto& transfer : std::exchange(to_start_, {})) {
      if (!transfer->cancelled()) start(std::move(transfer));
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_, &left);
    if (message == nullptr) return;
    if (message->msg == CURLMSG_DONE) handle_ended(message->easy_handle, message->data.result);
  }
}

void CurlLoop::handle_ended(CURL* easy, CURLcode code) {
  const auto found = active_.find(easy);
  if (found == active_.end()) return;
  const auto transfer = found->second.transfer;
  remove(easy);
  if (transfer->cancelled()) return;
  if (code == CURLE_OK) {
    const auto follows = transfer->follow_redirect();
    if (!follows) return deliver(*transfer, std::unexpected(follows.error()));
    if (*follows) return start(transfer);
  }
  deliver(*transfer, transfer->finish(code));
}

void CurlLoop::deliver(HttpTransfer& transfer, Result<HttpResponse> result) {
  auto done = transfer.take_done();
  if (done) done(std::move(result));
}

void CurlLoop::check_at(Clock::time_point time, Active& active) {
  if (time == Clock::time_point::max()) return;
  active.check = checks_.emplace(time, active.transfer->easy());
  arm_checks();
}

void CurlLoop::arm_checks() {
  if (checks_.empty() || checks_.begin()->first >= check_armed_) return;
  check_armed_ = checks_.begin()->first;
  check_timer_.expires_at(check_armed_);
  check_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto alive = weak.lock();
    if (alive && !error) alive->check_limits();
  });
}

void CurlLoop::check_limits() {
  const auto self = shared_from_this();
  const auto now = Clock::now();
  check_armed_ = Clock::time_point::max();
  while (!closed_ && !checks_.empty() && checks_.begin()->first <= now) {
    Active& active = active_.at(checks_.begin()->second);
    checks_.erase(std::exchange(active.check, checks_.end()));
    const auto transfer = active.transfer;
    if (auto error = transfer->over_limit(now)) {
      remove(transfer->easy());
      deliver(*transfer, std::unexpected(std::move(*error)));
    } else {
      check_at(transfer->next_check(now), active);
    }
  }
  if (!closed_) arm_checks();
}

}  // namespace modus::connect
