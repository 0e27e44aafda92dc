// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http_server_connection.h"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <fmt/format.h>

#include "runtime/app/limits.h"

namespace modus::serve {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kSmallRead = 4u << 10;
constexpr std::size_t kLargeRead = 64u << 10;
constexpr std::size_t kMaxReadAhead = 64u << 10;   // while a response is pending
constexpr std::size_t kMaxDiscarded = 512u << 10;  // after a refusal, before closing
constexpr std::chrono::seconds kLinger{1};

/// A request together with the message that its views point into.
struct Exchange : HttpRequest {
  explicit Exchange(http::request<http::string_body> parsed) : message(std::move(parsed)) {
    method = view(message.method_string());
    target = view(message.target());
    body = std::move(message.body());
    path = target;
    if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
      const auto slash = target.find_first_of("/?", scheme + 3);
      path = slash == target.npos ? std::string_view("/") : target.substr(slash);
    }
    if (const auto mark = path.find('?'); mark != path.npos) {
      query = path.substr(mark + 1);
      path = path.substr(0, mark);
    }
    if (path.empty()) path = "/";
    header = [this](std::string_view name) {
      const auto found = message.find(boost::beast::string_view(name.data(), name.size()));
      return found == message.end() ? std::string_view() : view(found->value());
    };
  }

  static std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
  }

  http::request<http::string_body> message;
};

/// Appends a header line; line breaks in it, which would start another header, become spaces.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  const std::size_t start = head.size();
  head.append(name).append(": ").append(value);
  std::replace_if(
      head.begin() + static_cast<std::ptrdiff_t>(start), head.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  head += "\r\n";
}

}  // namespace

struct Responder::State {
  State(std::weak_ptr<Connection> to, Loop& on) : connection(std::move(to)), loop(on) {}
  ~State();

  std::weak_ptr<Connection> connection;
  Loop& loop;
  Task disconnected = nullptr;
  bool answered = false;
  bool gone = false;
};

/// One client. Lives on its shard's loop; kept by the shard until closed, then by its last
/// operation.
class Connection : public std::enable_shared_from_this<Connection>, public TimeoutWheel::Entry {
 public:
  Connection(Shard& shard, Socket socket)
      : shard_(shard.shared_from_this()), socket_(std::move(socket)) {}

  void start() {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    wait(Phase::kHead);
    read();
  }

  void respond(HttpResponse response);
  void close();

  void drain() {
    if (phase_ == Phase::kIdle || (phase_ == Phase::kHead && input_.size() == 0)) close();
  }

  void expire() {
    if (phase_ == Phase::kHead || phase_ == Phase::kBody) {
      if (phase_ == Phase::kHead && input_.size() == 0) return close();
      return refuse(408, "the request did not arrive in time\n");
    }
    close();
  }

 private:
  enum class Phase {
    kIdle,     // between requests
    kHead,     // some of a request is there, but not its whole head
    kBody,     // the head is there, but not the whole body
    kPending,  // the handler has the request
    kWriting,  // the response is on its way
    kLinger,   // only waiting for the client to close
  };

  void wait(Phase phase);
  void read();
  void await_bytes();
  void received(error_code error, std::size_t count);
  void process();
  bool parse();
  void check_head();
  void dispatch();
  void refuse(int status, std::string text);
  void refuse_parse_error(error_code error);
  void write();
  void written();

  bool is_busy() const { return phase_ >= Phase::kPending; }
  bool is_closed() const { return !socket_.is_open(); }

  const std::shared_ptr<Shard> shard_;
  Socket socket_;
  ReceiveBuffer input_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::weak_ptr<Responder::State> pending_;
  std::string head_;
  std::string body_;
  std::size_t sent_ = 0;
  std::size_t progress_ = 0;  // bytes since the phase's timeout was last renewed
  Phase phase_ = Phase::kIdle;
  bool head_checked_ = false;
  bool reading_ = false;
  bool processing_ = false;
  bool keep_alive_ = true;
  bool body_wanted_ = true;  // not for HEAD
  bool http_1_0_ = false;
};

void Connection::wait(Phase phase) {
  phase_ = phase;
  progress_ = 0;
  const HttpServerOptions& options = shard_->options;
  switch (phase) {
    case Phase::kIdle:
    case Phase::kWriting: return shard_->wheel.set(*this, Shard::ticks(options.idle_timeout));
    case Phase::kHead:
    case Phase::kBody: return shard_->wheel.set(*this, Shard::ticks(options.header_timeout));
    case Phase::kLinger: return shard_->wheel.set(*this, Shard::ticks(kLinger));
    case Phase::kPending: return shard_->wheel.clear(*this);
  }
}

void Connection::close() {
  if (is_closed()) return;
  const auto keep = shared_from_this();
  error_code ignored;
  socket_.close(ignored);
  shard_->wheel.remove(*this);
  shard_->remove(*this);
  if (const auto state = pending_.lock(); state && !state->answered) {
    state->gone = true;
    if (Task task = std::exchange(state->disconnected, nullptr)) task();
  }
}

void Connection::read() {
  if (reading_ || is_closed()) return;
  if (phase_ == Phase::kLinger) {
    if (progress_ > kMaxDiscarded) return;  // let the client block; the timeout closes
    input_.clear();
  } else if (is_busy() && input_.size() >= kMaxReadAhead) {
    return;
  }
  reading_ = true;
  if (input_.size() == 0 && phase_ != Phase::kBody) return await_bytes();
  socket_.async_read_some(input_.prepare(phase_ == Phase::kBody ? kLargeRead : kSmallRead),
                          [self = shared_from_this()](error_code error, std::size_t count) {
                            self->received(error, count);
                          });
}

/// Until bytes come, for which a client may take long, the connection keeps no room for them.
void Connection::await_bytes() {
  input_.release(shard_->spare);
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
    std::size_t count = 0;
    if (!error && !self->is_closed()) {
      self->input_.borrow(self->shard_->spare);
      count = self->socket_.read_some(self->input_.prepare(kSmallRead), error);
    }
    if (error != asio::error::would_block) return self->received(error, count);
    self->reading_ = false;
    self->read();
  });
}

void Connection::received(error_code error, std::size_t count) {
  reading_ = false;
  if (is_closed()) return;
  if (error) {
    // A client that has shut down its side may still be reading a response that is on its way.
    if (phase_ == Phase::kWriting && error == asio::error::eof) {
      keep_alive_ = false;
      return;
    }
    return close();
  }
  input_.commit(count);
  progress_ += count;
  if (phase_ == Phase::kIdle) wait(Phase::kHead);
  if (phase_ == Phase::kBody && progress_ >= kLargeRead) wait(Phase::kBody);
  process();
}

/// Parses and dispatches what is there, one request at a time, then reads on: also while a response
/// is pending, to notice that the client has gone.
void Connection::process() {
  if (processing_) return;
  processing_ = true;
  while (!is_closed() && !is_busy() && parse()) dispatch();
  processing_ = false;
  read();
}

/// Returns whether there is a whole request.
bool Connection::parse() {
  while (!parser_ && input_.data().starts_with("\r\n")) input_.consume(2);
  if (input_.size() == 0) return false;
  if (!parser_) {
    if (phase_ == Phase::kIdle) wait(Phase::kHead);
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(shard_->options.max_header_bytes);
    parser_->body_limit(shard_->options.max_body_bytes);
    head_checked_ = false;
  }
  while (input_.size() > 0 && !parser_->is_done()) {
    error_code error;
    const std::size_t count =
        parser_->put(asio::const_buffer(input_.data().data(), input_.size()), error);
    input_.consume(count);
    if (error && error != http::error::need_more) {
      refuse_parse_error(error);
      return false;
    }
    if (parser_->is_header_done() && !head_checked_) check_head();
    if (is_busy() || is_closed()) return false;
    if (error || count == 0) break;
  }
  return parser_->is_done();
}

/// Answers what can be answered before the body has arrived.
void Connection::check_head() {
  head_checked_ = true;
  const auto& message = parser_->get();
  const bool http_1_1 = message.version() == 11;
  if (http_1_1 && message.count(http::field::host) != 1)
    return refuse(400, "the request must have one Host header\n");
  if (parser_->is_done()) return;
  wait(Phase::kBody);
  const auto expect = message.find(http::field::expect);
  if (!http_1_1 || expect == message.end()) return;
  if (!boost::beast::iequals(expect->value(), "100-continue"))
    return refuse(417, "the only expectation known is 100-continue\n");
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code ignored;  // a client that gets no answer sends the body all the same
  socket_.write_some(asio::buffer(kContinue), ignored);
}

void Connection::refuse_parse_error(error_code error) {
  if (error == http::error::body_limit)
    return refuse(413, fmt::format("the request body is longer than the limit of {} bytes; {}\n",
                                   shard_->options.max_body_bytes,
                                   app::how_to_raise(app::Limit::kRequestBytes)));
  if (error == http::error::header_limit)
    return refuse(431, fmt::format("the request head is larger than the {} bytes allowed\n",
                                   shard_->options.max_header_bytes));
  refuse(400, fmt::format("this is no HTTP/1.1 request: {}\n", error.message()));
}

void Connection::refuse(int status, std::string text) {
  parser_.reset();
  input_.clear();
  keep_alive_ = false;
  body_wanted_ = true;
  HttpResponse response;
  response.status = status;
  response.body = std::move(text);
  respond(std::move(response));
}

void Connection::dispatch() {
  auto exchange = std::make_shared<Exchange>(parser_->release());
  parser_.reset();
  keep_alive_ = exchange->message.keep_alive();
  body_wanted_ = exchange->message.method() != http::verb::head;
  http_1_0_ = exchange->message.version() == 10;
  wait(Phase::kPending);
  auto state = std::make_shared<Responder::State>(weak_from_this(), shard_->loop);
  pending_ = state;
  (*shard_->handler)(shard_->loop, std::move(exchange), Responder(std::move(state)));
}

void Connection::respond(HttpResponse response) {
  if (is_closed()) return;
  if (shard_->draining) keep_alive_ = false;
  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));

  head_.clear();
  fmt::format_to(std::back_inserter(head_), "HTTP/1.1 {} {}\r\n", response.status,
                 Exchange::view(reason));
  if (has_body) {
    append_header(head_, "Content-Type", response.content_type);
    fmt::format_to(std::back_inserter(head_), "Content-Length: {}\r\n", response.body.size());
  }
  for (const auto& [name, value] : response.headers) append_header(head_, name, value);
  if (!keep_alive_) {
    head_ += "Connection: close\r\n";
  } else if (http_1_0_) {
    head_ += "Connection: keep-alive\r\n";
  }
  head_ += "\r\n";
  body_ = has_body && body_wanted_ ? std::move(response.body) : std::string();
  sent_ = 0;
  wait(Phase::kWriting);
  write();
}

/// Nearly every response fits into the socket's buffer: try without a detour through the loop.
void Connection::write() {
  while (sent_ < head_.size() + body_.size()) {
    const std::size_t head_sent = std::min(sent_, head_.size());
    const std::array buffers{asio::buffer(head_) + head_sent,
                             asio::buffer(body_) + (sent_ - head_sent)};
    error_code error;
    const std::size_t count = socket_.write_some(buffers, error);
    if (error == asio::error::would_block) {
      socket_.async_wait(Socket::wait_write, [self = shared_from_this()](error_code failed) {
        if (self->is_closed()) return;
        if (failed) return self->close();
        self->write();
      });
      return;
    }
    if (error) return close();
    sent_ += count;
    progress_ += count;
    if (progress_ >= kLargeRead) wait(Phase::kWriting);
  }
  written();
}

void Connection::written() {
  body_ = {};
  if (keep_alive_ && !shard_->draining) {
    wait(Phase::kIdle);
  } else {
    // Closing at once while input is unread would reset the connection, and the client might never
    // see the response.
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    wait(Phase::kLinger);
  }
  process();
}

Responder::State::~State() {
  const auto client = answered ? nullptr : connection.lock();
  if (!client) return;
  const auto answer = [](Connection& to) {
    HttpResponse response;
    response.status = 500;
    response.body = "the request was dropped without an answer\n";
    to.respond(std::move(response));
  };
  if (loop.is_current_thread()) {
    answer(*client);
  } else {
    loop.post([client, answer] { answer(*client); });
  }
}

Responder::Responder(std::shared_ptr<State> state) : state_(std::move(state)) {}

void Responder::send(HttpResponse response) {
  if (std::exchange(state_->answered, true)) return;
  state_->disconnected = nullptr;
  if (const auto client = state_->connection.lock()) client->respond(std::move(response));
}

void Responder::on_disconnect(Task task) {
  if (state_->answered) return;
  if (state_->gone || state_->connection.expired()) return state_->loop.post(std::move(task));
  state_->disconnected = std::move(task);
}

std::shared_ptr<Connection> make_connection(Shard& shard, Socket socket) {
  return std::make_shared<Connection>(shard, std::move(socket));
}
void start(Connection& connection) { connection.start(); }
void close(Connection& connection) { connection.close(); }
void drain(Connection& connection) { connection.drain(); }
void expire(TimeoutWheel::Entry& entry) {
  static_cast<Connection&>(entry).shared_from_this()->expire();
}

}  // namespace modus::serve
