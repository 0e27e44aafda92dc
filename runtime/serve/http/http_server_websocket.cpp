// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server_websocket.h"

#include <algorithm>
#include <deque>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "runtime/serve/http/http_server_connection.h"

namespace modus::serve {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr std::size_t kFragment = 64u << 10;  // what a slow client must take between two pings
constexpr std::size_t kKeptBuffer = 4u << 10;
constexpr int kMaxSilence = 3;  // in intervals between pings

/// A connection that has become a WebSocket.
class WebSocketConnection final : public Client, public WebSocket {
 public:
  WebSocketConnection(std::shared_ptr<Shard> shard, Socket socket, WebSocketOptions options)
      : shard_(std::move(shard)), options_(std::move(options)), stream_(std::move(socket)) {
    stream_.read_message_max(options_.max_message_bytes);
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type kind, boost::beast::string_view) {
      silence_ = 0;
      if (kind == websocket::frame_type::close) close_was_asked();
    });
    stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& answer) {
      answer.set(http::field::server, "modus");  // else it names the library
      if (!options_.subprotocol.empty())
        answer.set(http::field::sec_websocket_protocol, options_.subprotocol);
    }));
  }

  void accept(const Exchange::Message& request, WebSocketHandlerFactory make) {
    rearm(options_.ping_interval);
    // The message is read before this returns.
    stream_.async_accept(request,
                         [self = self(), make = std::move(make)](error_code error) mutable {
                           if (self->is_closed_) return;
                           if (error) return self->close();
                           self->state_ = State::kOpen;
                           self->handler_ = make(*self);
                           if (self->shard_->draining) self->handler_->shutting_down();
                           self->read();
                           self->write();
                         });
  }

  void send(std::string message, Task taken) override {
    if (state_ == State::kClosing) return;
    unsent_bytes_ += message.size();
    unsent_.push_back({std::move(message), std::move(taken)});
    write();
  }

  void close(CloseCode code, std::string_view reason) override {
    if (std::exchange(state_, State::kClosing) == State::kClosing) return;
    constexpr std::size_t kLongestReason = 120;
    reason_.code = code;
    reason_.reason.assign(reason.data(), std::min(reason.size(), kLongestReason));
    rearm(options_.closing_handshake);
    write();
  }

  void close() override {
    if (std::exchange(is_closed_, true)) return;
    const auto keep = shared_from_this();
    error_code ignored;
    stream_.next_layer().close(ignored);
    shard_->remove(*this);
    drop_handler();
  }

  void drain() override {
    if (state_ == State::kOpen) handler_->shutting_down();
  }

  void expire() override {
    const bool waits_in_vain = writing_ && ++stalled_ > kMaxSilence;
    if (state_ != State::kOpen || ++silence_ > kMaxSilence || waits_in_vain) return close();
    rearm(options_.ping_interval);
    if (std::exchange(pinging_, true)) return;
    stream_.async_ping({}, [self = self()](error_code) { self->pinging_ = false; });
  }

 private:
  enum class State { kHandshake, kOpen, kClosing };
  struct Message {
    std::string text;
    Task taken;
  };

  std::shared_ptr<WebSocketConnection> self() {
    return std::static_pointer_cast<WebSocketConnection>(shared_from_this());
  }

  void rearm(std::chrono::milliseconds time) { shard_->wheel.set(*this, Shard::ticks(time)); }

  /// Reads on unless the client does not take what it asked for.
  void read() {
    if (reading_ || is_closed_ || state_ != State::kOpen ||
        unsent_bytes_ > options_.max_unsent_bytes)
      return;
    reading_ = true;
    stream_.async_read(input_, [self = self()](error_code error, std::size_t) {
      self->reading_ = false;
      if (!self->is_closed_) self->received(error);
    });
  }

  /// The stream answers the client's close by itself, and then waits for the client to hang up.
  void close_was_asked() {
    state_ = State::kClosing;
    is_close_sent_ = true;
    rearm(options_.closing_handshake);
    drop_handler();
  }

  /// It may be under way: it is not destroyed under its own feet.
  void drop_handler() {
    unsent_.resize(writing_ ? 1 : 0);
    shard_->loop.post(
        [self = self(), handler = std::move(handler_)]() mutable { handler.reset(); });
  }

  void received(error_code error) {
    // With a close of ours under way, that one ends the socket.
    if (error) return state_ == State::kClosing && is_close_sent_ ? void() : close();
    silence_ = 0;
    if (state_ != State::kOpen) return;
    if (!stream_.got_text())
      return close(kCloseUnsupportedData, "only text messages are understood");
    const auto bytes = input_.cdata();
    handler_->received({static_cast<const char*>(bytes.data()), bytes.size()});
    input_.clear();
    if (input_.capacity() > kKeptBuffer) input_.shrink_to_fit();
    read();
  }

  void write() {
    if (writing_ || is_closed_ || state_ == State::kHandshake) return;
    if (unsent_.empty()) {
      if (state_ == State::kClosing && !std::exchange(is_close_sent_, true))
        stream_.async_close(reason_, [self = self()](error_code) { self->close(); });
      return;
    }
    writing_ = true;
    const std::string_view rest = std::string_view(unsent_.front().text).substr(sent_);
    const std::string_view fragment = rest.substr(0, kFragment);
    stream_.async_write_some(fragment.size() == rest.size(),
                             asio::buffer(fragment.data(), fragment.size()),
                             [self = self()](error_code error, std::size_t count) {
                               self->writing_ = false;
                               if (self->is_closed_) return;
                               if (error) return self->close();
                               self->written(count);
                             });
  }

  void written(std::size_t count) {
    stalled_ = 0;
    sent_ += count;
    unsent_bytes_ -= count;
    if (sent_ == unsent_.front().text.size()) {
      sent_ = 0;
      Task taken = std::move(unsent_.front().taken);
      unsent_.pop_front();
      if (taken && state_ == State::kOpen) taken();
    }
    write();
    read();
  }

  const std::shared_ptr<Shard> shard_;
  const WebSocketOptions options_;
  websocket::stream<Socket, false> stream_;
  std::unique_ptr<WebSocketHandler> handler_;
  boost::beast::flat_buffer input_;
  std::deque<Message> unsent_;
  std::size_t sent_ = 0;  // of the first of them
  std::size_t unsent_bytes_ = 0;
  websocket::close_reason reason_;
  State state_ = State::kHandshake;
  int silence_ = 0;
  int stalled_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  bool pinging_ = false;
  bool is_close_sent_ = false;
  bool is_closed_ = false;
};

}  // namespace

bool wants_websocket(const HttpRequest& request) {
  return request.method == "GET" && boost::beast::iequals(request.header("Upgrade"), "websocket");
}

int Connection::upgrade(const Exchange& exchange, WebSocketOptions options,
                        WebSocketHandlerFactory make) {
  constexpr int kRefused = 400;
  constexpr int kSwitching = 101;
  if (is_closed()) return 0;
  if (!websocket::is_upgrade(exchange.message)) {
    refuse(kRefused, "this is no WebSocket handshake: see RFC 6455, section 4.2.1\n");
    return kRefused;
  }
  if (input_.size() > 0) {
    refuse(kRefused, "a WebSocket client must wait for the answer before it sends more\n");
    return kRefused;
  }
  error_code ignored;
  socket_.cancel(ignored);  // the wait for what the client sends next
  const auto upgraded =
      std::make_shared<WebSocketConnection>(shard_, std::move(socket_), std::move(options));
  shard_->replace(*this, upgraded);
  upgraded->accept(exchange.message, std::move(make));
  return kSwitching;
}

}  // namespace modus::serve
