// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/http_transfer.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <boost/beast/core/string.hpp>

#include "runtime/connect/http_failure.h"
#include "runtime/connect/public_address.h"

namespace modus::connect {
namespace {

// Held for as long as the answer takes: with many waiting, most of what a request costs.
constexpr long kReceiveBuffer = 2048;
// Of an answer that is read as it comes: many pieces with each system call.
constexpr long kStreamReceiveBuffer = 16384;

// Of heads, interim ones and trailers together. Each line costs a good deal more than its bytes.
constexpr std::size_t kMaxHead = 256u << 10;

using boost::beast::iequals;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

bool is_token(std::string_view text) {
  static constexpr std::string_view kSymbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kSymbols.contains(c);
  });
}

bool has(const Headers& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& h) { return iequals(h.first, name); });
}

// The protocol's own business: a caller's value could only contradict what is really sent.
bool is_ours(std::string_view name) {
  return iequals(name, "Host") || iequals(name, "Content-Length") ||
         iequals(name, "Transfer-Encoding") || iequals(name, "Trailer") || iequals(name, "Expect");
}

// What may go to a server that the caller did not name: nothing that could hold a secret.
bool is_harmless(std::string_view name) {
  return iequals(name, "Accept") || iequals(name, "Accept-Encoding") ||
         iequals(name, "Accept-Language") || iequals(name, "Content-Type") ||
         iequals(name, "User-Agent");
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

HttpTransfer::HttpTransfer(EasyPool::Handle easy, HttpRequest request, HttpClient::Done done)
    : request_(std::move(request)), done_(std::move(done)), easy_(std::move(easy)) {}

Result<void> HttpTransfer::prepare(UrlCache& urls) {
  if (!easy_) return fail(ErrorCode::kResourceExhausted, "out of memory for a request");
  if (!is_token(request_.method))
    return fail(ErrorCode::kInvalidArgument, "the request's method is not a word of HTTP");
  MODUS_TRY(url, urls.parse(request_.url));
  url_ = std::move(url);
  if (redirects_ > 0) curl_easy_reset(easy());
  response_ = {};
  received_ = 0;
  head_received_ = 0;
  socket_error_ = 0;
  MODUS_CHECK(set_headers());
  set_method();
  set_connection();
  set_options();
  return {};
}

Result<void> HttpTransfer::set_headers() {
  headers_.reset();
  const auto add = [this](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer != nullptr && !headers_) headers_.reset(longer);
    return longer != nullptr;
  };
  bool added = add("Expect:");  // no pause for "100 Continue"
  for (const auto& [name, value] : request_.headers) {
    if (!is_token(name))
      return fail(ErrorCode::kInvalidArgument, "a request header's name is not valid");
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return fail(ErrorCode::kInvalidArgument, "the request header {} holds a line break", name);
    if (is_ours(name)) continue;
    added = added && add(trim(value).empty() ? name + ";" : name + ": " + value);
  }
  // libcurl would call any body a form.
  if (!has(request_.headers, "Content-Type")) added = added && add("Content-Type:");
  if (!added) return fail(ErrorCode::kResourceExhausted, "out of memory for a request");
  curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, headers_.get());
  return {};
}

void HttpTransfer::set_method() {
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy(), CURLOPT_NOBODY, 1L);
    return;
  }
  if (!request_.body.empty() || request_.method == "POST" || request_.method == "PUT" ||
      request_.method == "PATCH") {
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy(), CURLOPT_POSTFIELDS, request_.body.c_str());
    if (request_.method == "POST") return;
  }
  if (request_.method != "GET" || !request_.body.empty())
    curl_easy_setopt(easy(), CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void HttpTransfer::set_connection() {
  const bool tls = url_->scheme == "https";
  curl_easy_setopt(easy(), CURLOPT_URL, url_->text.c_str());
  curl_easy_setopt(easy(), CURLOPT_BUFFERSIZE,
                   request_.on_body ? kStreamReceiveBuffer : kReceiveBuffer);
  curl_easy_setopt(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy(), CURLOPT_HTTP_VERSION,
                   tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  // With TLS the handshake tells at once whether requests can share the connection; without, a
  // request would wait for the whole answer to the one before.
  curl_easy_setopt(easy(), CURLOPT_PIPEWAIT, tls ? 1L : 0L);
  if (!request_.unix_socket.empty())
    curl_easy_setopt(easy(), CURLOPT_UNIX_SOCKET_PATH, request_.unix_socket.c_str());
  if (!request_.unix_socket.empty() || is_loopback(url_->host))
    curl_easy_setopt(easy(), CURLOPT_PROXY, "");
  // Authorities of the user's own, named as for other programs.
  if (const char* file = std::getenv("SSL_CERT_FILE"))
    curl_easy_setopt(easy(), CURLOPT_CAINFO, file);
  if (const char* folder = std::getenv("SSL_CERT_DIR"))
    curl_easy_setopt(easy(), CURLOPT_CAPATH, folder);
  const auto connect_limit = std::max(request_.connect_timeout, milliseconds(1));
  curl_easy_setopt(easy(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_limit.count()));
  curl_easy_setopt(easy(), CURLOPT_TCP_KEEPALIVE, 1L);
  // Otherwise cancelling while a name is looked up would block the loop until it is found.
  curl_easy_setopt(easy(), CURLOPT_QUICK_EXIT, 1L);
}

void HttpTransfer::set_options() {
  curl_easy_setopt(easy(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, details_.data());
  curl_easy_setopt(easy(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy(), CURLOPT_USERAGENT, "modus/" MODUS_VERSION);
  // A caller who names encodings wants the bytes as they come.
  decodes_ = !has(request_.headers, "Accept-Encoding");
  if (decodes_) curl_easy_setopt(easy(), CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy(), CURLOPT_XFERINFOFUNCTION, &HttpTransfer::on_progress);
  curl_easy_setopt(easy(), CURLOPT_XFERINFODATA, this);
}

std::size_t HttpTransfer::on_header(char* data, std::size_t, std::size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->receive_header({data, count}) ? count : 0;
}

std::size_t HttpTransfer::on_body(char* data, std::size_t, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  if (transfer.holds_back()) return CURL_WRITEFUNC_PAUSE;
  return transfer.receive_body({data, count}) ? count : CURL_WRITEFUNC_ERROR;
}

// Before anything is sent. Of a connection through a proxy the address is the proxy's.
int HttpTransfer::on_connected(void* self, char* address, char*, int, int) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  if (is_public_address(address)) return CURL_PREREQFUNC_OK;
  transfer.failure_ = std::move(transfer.unless_public_);
  return CURL_PREREQFUNC_ABORT;
}

int HttpTransfer::on_progress(void* self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  if (std::exchange(transfer.moved_, down + up) != down + up)
    transfer.last_activity_ = Clock::now();
  return transfer.cancelled_ ? 1 : 0;
}

// Whether the transfer may go on.
bool HttpTransfer::count_received(std::size_t bytes) {
  last_activity_ = Clock::now();
  received_ += bytes;
  if (received_ <= request_.max_response_bytes) return !cancelled_;
  failure_ = Error(ErrorCode::kResourceExhausted,
                   fmt::format("{} sent more than {} bytes (the response size limit)", peer(),
                               request_.max_response_bytes));
  return false;
}

bool HttpTransfer::count_head(std::size_t bytes) {
  head_received_ += bytes;
  if (head_received_ <= kMaxHead) return true;
  failure_ = Error(ErrorCode::kResourceExhausted,
                   fmt::format("{} sent more than {} bytes of headers", peer(), kMaxHead));
  return false;
}

bool HttpTransfer::receive_header(std::string_view line) {
  if (!count_received(line.size()) || !count_head(line.size())) return false;
  if (line.starts_with("HTTP/")) {  // also after an interim answer: start afresh
    response_.headers.clear();
    line = trim(line);
    const auto space = std::min(line.find(' '), line.size());
    const std::string_view rest = trim(line.substr(space));
    std::from_chars(rest.data(), rest.data() + std::min<std::size_t>(3, rest.size()),
                    response_.status);
    response_.reason = rest.size() > 3 ? trim(rest.substr(3)) : standard_reason(response_.status);
    return true;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    response_.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  return true;
}

bool HttpTransfer::holds_back() { return held_back_ = paused_ && !cancelled_; }

bool HttpTransfer::unpause() {
  paused_ = false;
  last_activity_ = Clock::now();
  return std::exchange(held_back_, false);
}

bool HttpTransfer::receive_body(std::string_view bytes) {
  if (!count_received(bytes.size())) return false;
  if (is_redirect() && redirects_ < request_.max_redirects) return true;
  if (request_.on_head && !std::exchange(head_told_, true)) request_.on_head(response_);
  if (cancelled_) return false;
  if (request_.on_body) {
    request_.on_body(bytes);
  } else {
    response_.body += bytes;
  }
  return !cancelled_;
}

bool HttpTransfer::is_redirect() const {
  return (response_.status == 301 || response_.status == 302 || response_.status == 303 ||
          response_.status == 307 || response_.status == 308) &&
         request_.max_redirects > 0 && !response_.header("Location").empty();
}

Result<bool> HttpTransfer::follow_redirect(UrlCache& urls) {
  if (!is_redirect()) return false;
  if (redirects_++ >= request_.max_redirects) {
    return fail(ErrorCode::kUnavailable, "{} redirected more than {} times", peer(),
                request_.max_redirects);
  }
  const char* target = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_REDIRECT_URL, &target);
  if (target == nullptr)
    return fail(ErrorCode::kUnavailable, "{} redirected to an address that is no URL", peer());
  request_.url = target;
  const bool keeps_method = response_.status == 307 || response_.status == 308;
  if (!keeps_method && request_.method != "HEAD" &&
      (response_.status == 303 || request_.method == "POST")) {
    request_.method = "GET";
    request_.body.clear();
    std::erase_if(request_.headers, [](const auto& h) { return iequals(h.first, "Content-Type"); });
  }
  const auto from = url_;
  const std::string named = peer();
  if (auto ready = prepare(urls); !ready)
    return std::unexpected(ready.error().within(fmt::format("cannot follow {}", named)));
  unless_public_.reset();
  if (request_.allow_redirect) {
    if (auto allowed = request_.allow_redirect(*from, *url_); !allowed) {
      unless_public_ = std::move(allowed.error());
      curl_easy_setopt(easy(), CURLOPT_PREREQFUNCTION, &HttpTransfer::on_connected);
      curl_easy_setopt(easy(), CURLOPT_PREREQDATA, this);
    }
  }
  if (!from->same_origin(*url_)) {
    std::erase_if(request_.headers, [](const auto& h) { return !is_harmless(h.first); });
    MODUS_CHECK(set_headers());
  }
  last_activity_ = Clock::now();
  return true;
}

Result<HttpResponse> HttpTransfer::finish(CURLcode code) {
  if (failure_) return std::unexpected(std::move(*failure_));
  if (code == CURLE_OK) {
    if (decodes_) drop_decoded_headers();
    return std::move(response_);
  }
  if (code == CURLE_OPERATION_TIMEDOUT) timeout_ = HttpTimeout::kConnect;
  // Over HTTP/2, and when a connection is reset, libcurl does not tell this case from a half
  // answer.
  if (received_ == 0 && (code == CURLE_RECV_ERROR || code == CURLE_HTTP2_STREAM))
    code = CURLE_GOT_NOTHING;
  long system_error = socket_error_;
  if (system_error == 0) curl_easy_getinfo(easy(), CURLINFO_OS_ERRNO, &system_error);
  const std::string named = peer();
  return std::unexpected(describe_failure({.code = code,
                                           .system_error = system_error,
                                           .details = details_.data(),
                                           .peer = named,
                                           .connect_limit = request_.connect_timeout}));
}

// They describe the compressed body, which the caller never sees.
void HttpTransfer::drop_decoded_headers() {
  const std::string_view encoding = response_.header("Content-Encoding");
  if (encoding.empty() || iequals(encoding, "identity") || request_.method == "HEAD") return;
  std::erase_if(response_.headers, [](const auto& h) {
    return iequals(h.first, "Content-Encoding") || iequals(h.first, "Content-Length");
  });
}

HttpStage HttpTransfer::stage() const {
  if (received_ > 0) return HttpStage::kAnswering;
  curl_off_t started = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &started);
  return started == 0 ? HttpStage::kConnecting : HttpStage::kSent;
}

std::chrono::milliseconds HttpTransfer::silence_limit() const {
  return received_ == 0 ? request_.first_byte_timeout : request_.idle_timeout;
}

std::optional<Error> HttpTransfer::over_limit(Clock::time_point now) {
  if (now >= request_.deadline.time()) {
    timeout_ = HttpTimeout::kDeadline;
    return Error(ErrorCode::kDeadlineExceeded, fmt::format("{} did not finish answering within {}",
                                                           peer(), request_.deadline_name));
  }
  // libcurl's own limit does not count while a request waits for another's connection to be made.
  if (received_ == 0 && now - last_activity_ >= request_.connect_timeout &&
      stage() == HttpStage::kConnecting) {
    timeout_ = HttpTimeout::kConnect;
    return describe_failure({.code = CURLE_OPERATION_TIMEDOUT,
                             .system_error = 0,
                             .details = {},
                             .peer = peer(),
                             .connect_limit = request_.connect_timeout});
  }
  if (!held_back_ && now - last_activity_ >= silence_limit() && stage() != HttpStage::kConnecting) {
    timeout_ = received_ == 0 ? HttpTimeout::kFirstByte : HttpTimeout::kIdle;
    return Error(ErrorCode::kDeadlineExceeded, fmt::format("{} sent nothing for {} (the {} limit)",
                                                           peer(), duration_text(silence_limit()),
                                                           received_ == 0 ? "first-byte" : "idle"));
  }
  return std::nullopt;
}

HttpTransfer::Clock::time_point HttpTransfer::next_check(Clock::time_point now) const {
  auto next = (held_back_ ? now : last_activity_) + silence_limit();
  if (received_ == 0) next = std::min(next, now + request_.idle_timeout);  // may have begun by then
  if (const auto connected = last_activity_ + request_.connect_timeout; now < connected)
    next = std::min(next, connected);
  if (next <= now) next = now + milliseconds(100);
  return std::min(next, request_.deadline.time());
}

std::string HttpTransfer::peer() const {
  if (!request_.unix_socket.empty()) return "the socket " + request_.unix_socket;
  return url_->host + " port " + url_->port;
}

}  // namespace modus::connect
