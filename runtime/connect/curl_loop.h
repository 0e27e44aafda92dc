// SPDX-License-Identifier: Apache-2.0
// Drives a libcurl multi handle from an event loop: curl_multi_socket_action with readiness events
// and timers. Everything belongs to the loop's thread.
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "runtime/base/loop.h"
#include "runtime/connect/http_transfer.h"
#include "runtime/connect/socket_set.h"

namespace modus::connect {

/// Held by shared_ptr: a callback that destroys the client must not pull the ground from under the
/// frames below it. libcurl forbids calls into the multi handle from its callbacks; what is asked
/// for there is put off until libcurl has returned.
class CurlLoop : public std::enable_shared_from_this<CurlLoop> {
 public:
  explicit CurlLoop(Loop& loop);
  ~CurlLoop();

  /// For a transfer that start() is to be given.
  EasyPool::Handle take_easy() { return easies_->take(); }
  UrlCache& urls() { return urls_; }

  void start(std::shared_ptr<HttpTransfer> transfer);
  /// Takes the transfer out, if it is still in. Its `done` is not called.
  void drop(const std::shared_ptr<HttpTransfer>& transfer);
  /// Ends the transfer's pause soon.
  void resume(const std::shared_ptr<HttpTransfer>& transfer);
  /// Drops everything, closes all connections.
  void close();

 private:
  using Clock = HttpTransfer::Clock;
  using Checks = std::multimap<Clock::time_point, CURL*>;
  struct Active {
    CurlLoop* loop;
    std::shared_ptr<HttpTransfer> transfer;
    Checks::iterator check;  // the end when there is none
  };

  static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*);
  static int on_timer(CURLM*, long milliseconds, void* self);
  static curl_socket_t on_open(void* active, curlsocktype, curl_sockaddr* address);
  static int on_close(void* self, curl_socket_t descriptor);

  void choose_connection(const HttpTransfer& transfer, CURL* easy) const;
  void kick();
  void arm_timer(Clock::time_point time);
  void timer_expired();
  void act(curl_socket_t descriptor, int events);
  void unpause(HttpTransfer& transfer);
  void settle();
  void handle_ended(CURL* easy, CURLcode code);
  void remove(CURL* easy);
  static void deliver(HttpTransfer& transfer, Result<HttpResponse> result);
  void check_at(Clock::time_point time, Active& active);
  void arm_checks();
  void check_limits();

  Loop& loop_;
  CURLM* multi_;
  std::shared_ptr<EasyPool> easies_ = std::make_shared<EasyPool>();
  UrlCache urls_;
  std::shared_ptr<SocketSet> sockets_;
  boost::asio::steady_timer curl_timer_;
  boost::asio::steady_timer check_timer_;
  // Each timer may go off before its time and is then set again: setting one is a system call.
  Clock::time_point curl_due_ = Clock::time_point::max();
  Clock::time_point curl_armed_ = Clock::time_point::max();
  Clock::time_point check_armed_ = Clock::time_point::max();
  bool kicked_ = false;
  std::size_t open_ = 0;  // sockets of connections, in use or kept for later requests
  std::unordered_map<CURL*, Active> active_;
  Checks checks_;
  std::vector<std::shared_ptr<HttpTransfer>> to_start_;
  std::vector<std::shared_ptr<HttpTransfer>> to_drop_;
  bool inside_curl_ = false;
  bool closed_ = false;
};

}  // namespace modus::connect
