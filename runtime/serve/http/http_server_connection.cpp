// SPDX-License-Identifier: Apache-2.0
// Reading: from bytes to requests. What is written stands in http_server_connection_write.cpp.
#include "runtime/serve/http/http_server_connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>

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

}  // namespace

void Connection::start() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  wait(Phase::kHead);
  read();
}

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
  shard_->remove(*this);
  const auto state = pending_.lock();
  if (!state || state->stage == Responder::State::Stage::kAnswered) return;
  state->gone = true;
  // What the tasks hold may hold the state in turn; none is called any more but the first.
  const Task taken = std::move(state->taken);
  const Task shutting_down = std::move(state->shutting_down);
  if (Task task = std::exchange(state->disconnected, nullptr)) task();
}

void Connection::drain() {
  if (phase_ == Phase::kIdle || (phase_ == Phase::kHead && input_.size() == 0)) return close();
  if (const auto state = pending_.lock()) {
    if (Task task = std::exchange(state->shutting_down, nullptr)) task();
  }
}

void Connection::expire() {
  if (phase_ == Phase::kBody || (phase_ == Phase::kHead && input_.size() > 0))
    return refuse(408, "the request did not arrive in time\n");
  close();
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
  socket_.async_read_some(
      input_.prepare(phase_ == Phase::kBody ? kLargeRead : kSmallRead),
      [self = self()](error_code error, std::size_t count) { self->received(error, count); });
}

/// Until bytes come, for which a client may take long, the connection keeps no room for them.
void Connection::await_bytes() {
  input_.release(shard_->spare);
  socket_.async_wait(Socket::wait_read, [self = self()](error_code error) {
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
    // A client that has shut down its side may still be reading a response that is on its way; of
    // one that comes in pieces it would never see the end.
    if (phase_ == Phase::kWriting && error == asio::error::eof && !is_in_pieces()) {
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
  auto state = std::make_shared<Responder::State>(self(), shard_->loop);
  pending_ = state;
  (*shard_->handler)(shard_->loop, std::move(exchange), Responder(std::move(state)));
}

}  // namespace modus::serve
