// SPDX-License-Identifier: Apache-2.0
// One request on one libcurl easy handle: its options, what it received, its limits and redirects.
// Knows nothing of loops; the client drives it.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/connect/easy_pool.h"
#include "runtime/connect/http_client.h"
#include "runtime/connect/url_cache.h"

namespace modus::connect {

class HttpTransfer {
 public:
  using Clock = Deadline::Clock;

  HttpTransfer(EasyPool::Handle easy, HttpRequest request, HttpClient::Done done);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  /// Checks the request and sets the handle up. Call before adding the handle to a multi handle.
  Result<void> prepare(UrlCache& urls);

  CURL* easy() { return easy_.get(); }

  /// Whether it cannot share a connection with other requests under way.
  bool has_connection_of_its_own() const { return url_->scheme == "http"; }

  /// The system has no socket to give, which libcurl does not tell.
  void note_socket_error(int system_error) { socket_error_ = system_error; }

  /// From now on nothing of the caller's is called; a callback under way ends the transfer.
  void cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }

  /// From now on the body is held back.
  void pause() { paused_ = true; }
  /// Whether libcurl has to be told that the body flows again.
  bool unpause();

  /// After the handle ended well: when the answer is a redirect to follow, sets the handle up for
  /// the next request and returns true. Not to be called while the handle is in a multi handle.
  Result<bool> follow_redirect(UrlCache& urls);

  /// What the caller gets. Only once.
  Result<HttpResponse> finish(CURLcode code);
  HttpClient::Done take_done() { return std::move(done_); }

  HttpStage stage() const;
  /// The limit that is over or ended the transfer.
  HttpTimeout timeout() const { return timeout_; }

  /// The error of a limit that is over, else nothing.
  std::optional<Error> over_limit(Clock::time_point now);
  /// When to look at the limits again.
  Clock::time_point next_check(Clock::time_point now) const;

 private:
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_connected(void* self, char* address, char* own_address, int port, int own_port);
  static int on_progress(void* self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up);

  bool count_received(std::size_t bytes);
  bool count_head(std::size_t bytes);
  bool receive_header(std::string_view line);
  bool holds_back();
  bool receive_body(std::string_view bytes);
  void set_options();
  void set_method();
  void set_connection();
  Result<void> set_headers();
  void drop_decoded_headers();
  bool is_redirect() const;
  std::chrono::milliseconds silence_limit() const;
  std::string peer() const;

  HttpRequest request_;
  HttpClient::Done done_;
  std::shared_ptr<const Url> url_;  // from prepare() on
  std::unique_ptr<curl_slist, FreeList> headers_;
  EasyPool::Handle easy_;
  std::array<char, CURL_ERROR_SIZE> details_{};
  HttpResponse response_;
  std::uint64_t received_ = 0;
  std::size_t head_received_ = 0;  // interim heads and trailers included
  HttpTimeout timeout_ = HttpTimeout::kNone;
  std::optional<Error> failure_;
  std::optional<Error> unless_public_;  // what ends the request when its address is not
  Clock::time_point last_activity_ = Clock::now();
  curl_off_t moved_ = 0;
  int socket_error_ = 0;
  int redirects_ = 0;
  bool decodes_ = false;
  bool cancelled_ = false;
  bool head_told_ = false;
  bool paused_ = false;
  bool held_back_ = false;  // libcurl waits for the end of the pause
};

}  // namespace modus::connect
