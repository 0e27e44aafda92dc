// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/curl_loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

namespace modus::connect {
namespace {

// How many connections may be open for their successors to find them free.
constexpr std::size_t kKeptConnections = 512;

// libcurl wants this once per process, before anything else of it is used.
void initialise_curl() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
}

CURLM* make_multi() {
  initialise_curl();
  return curl_multi_init();
}

int to_curl(int events) {
  return ((events & SocketSet::kReadable) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & SocketSet::kWritable) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & SocketSet::kFailed) != 0 ? CURL_CSELECT_ERR : 0);
}

}  // namespace

CurlLoop::CurlLoop(Loop& loop)
    : loop_(loop),
      multi_(make_multi()),
      sockets_(std::make_shared<SocketSet>(
          loop, [this](int socket, int events) { act(socket, to_curl(events)); })),
      curl_timer_(loop.context()),
      check_timer_(loop.context()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  // choose_connection() sees to the number; libcurl would look at all of them after each request.
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, std::numeric_limits<long>::max());
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
  sockets_->stop();
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
  Active& active = active_[easy] = {this, std::move(transfer), checks_.end()};
  check_at(next, active);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlLoop::on_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &active);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  choose_connection(*active.transfer, easy);
  curl_multi_add_handle(multi_, easy);
}

void CurlLoop::drop(const std::shared_ptr<HttpTransfer>& transfer) {
  if (inside_curl_) {
    to_drop_.push_back(transfer);
  } else {
    remove(transfer->easy());
  }
}

void CurlLoop::resume(const std::shared_ptr<HttpTransfer>& transfer) {
  loop_.post([self = weak_from_this(), weak = std::weak_ptr(transfer)] {
    const auto alive = self.lock();
    const auto transfer = weak.lock();
    if (alive && transfer && !transfer->cancelled()) alive->unpause(*transfer);
  });
}

// libcurl hands over at once what it held back.
void CurlLoop::unpause(HttpTransfer& transfer) {
  CURL* const easy = transfer.easy();
  if (!transfer.unpause() || closed_ || !active_.contains(easy)) return;
  const auto self = shared_from_this();
  inside_curl_ = true;
  const CURLcode code = curl_easy_pause(easy, CURLPAUSE_CONT);
  inside_curl_ = false;
  if (code != CURLE_OK) handle_ended(easy, code);
  settle();
}

void CurlLoop::remove(CURL* easy) {
  const auto found = active_.find(easy);
  if (found == active_.end()) return;
  const Active active = std::move(found->second);
  active_.erase(found);
  if (active.check != checks_.end()) checks_.erase(active.check);
  curl_multi_remove_handle(multi_, easy);
}

// To tell libcurl of a failure would end every transfer that is or ever will be on this loop, and
// those that have no connection yet would crash. Here it is one that hears nothing, until its
// limit.
int CurlLoop::on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*) {
  auto& loop = *static_cast<CurlLoop*>(self);
  const int events = what == CURL_POLL_REMOVE
                         ? SocketSet::kNone
                         : ((what & CURL_POLL_IN) != 0 ? SocketSet::kReadable : 0) |
                               ((what & CURL_POLL_OUT) != 0 ? SocketSet::kWritable : 0);
  static_cast<void>(loop.sockets_->wait(descriptor, events));
  return 0;
}

curl_socket_t CurlLoop::on_open(void* opener, curlsocktype, curl_sockaddr* address) {
  const Active& active = *static_cast<Active*>(opener);
  const int descriptor =
      ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor >= 0) {
    active.loop->sockets_->opened(descriptor);
    ++active.loop->open_;
  } else if (errno == EMFILE || errno == ENFILE) {
    active.transfer->note_socket_error(errno);
  }
  return descriptor;
}

int CurlLoop::on_close(void* self, curl_socket_t descriptor) {
  auto& loop = *static_cast<CurlLoop*>(self);
  loop.sockets_->closing(descriptor);
  --loop.open_;
  return ::close(descriptor);
}

int CurlLoop::on_timer(CURLM*, long milliseconds, void* self) {
  auto& loop = *static_cast<CurlLoop*>(self);
  loop.curl_due_ = Clock::time_point::max();
  if (milliseconds == 0) {
    loop.kick();
  } else if (milliseconds > 0) {
    loop.curl_due_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    loop.arm_timer(loop.curl_due_);
  }
  return 0;
}

// libcurl looks for a free connection among all it has to the same server. When there are fewer
// connections than requests, none is free, and thousands of requests would look in vain.
void CurlLoop::choose_connection(const HttpTransfer& transfer, CURL* easy) const {
  if (!transfer.has_connection_of_its_own()) return;
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, open_ < active_.size() ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, open_ < kKeptConnections ? 0L : 1L);
}

// libcurl wants to be called soon, which it does for every new request.
void CurlLoop::kick() {
  if (std::exchange(kicked_, true)) return;
  loop_.post([weak = weak_from_this()] {
    const auto alive = weak.lock();
    if (!alive) return;
    alive->kicked_ = false;
    alive->act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlLoop::arm_timer(Clock::time_point time) {
  if (time >= curl_armed_) return;
  curl_armed_ = time;
  curl_timer_.expires_at(time);
  curl_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto alive = weak.lock();
    if (alive && !error) alive->timer_expired();
  });
}

void CurlLoop::timer_expired() {
  curl_armed_ = Clock::time_point::max();
  if (curl_due_ <= Clock::now()) {
    curl_due_ = Clock::time_point::max();
    act(CURL_SOCKET_TIMEOUT, 0);
  } else if (curl_due_ != Clock::time_point::max()) {
    arm_timer(curl_due_);
  }
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
    const auto follows = transfer->follow_redirect(urls_);
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
