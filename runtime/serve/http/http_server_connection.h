// SPDX-License-Identifier: Apache-2.0
// A connection that speaks HTTP/1.1. Only http_server*.cpp include this.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/beast/http/parser.hpp>

#include "runtime/serve/http/http_server_exchange.h"
#include "runtime/serve/http/http_server_head.h"
#include "runtime/serve/http/http_server_shard.h"
#include "runtime/serve/http/http_server_websocket.h"

namespace modus::serve {

class Connection;

/// The answer to one request, shared by whoever gives it and the connection.
struct Responder::State {
  enum class Stage { kOpen, kInPieces, kAnswered };

  State(std::weak_ptr<Connection> to, Loop& on) : connection(std::move(to)), loop(on) {}
  ~State();
  /// The exchange is over; once.
  void end() {
    if (auto tell = std::exchange(ended, nullptr)) tell(facts);
  }

  std::weak_ptr<Connection> connection;
  Loop& loop;
  Task disconnected = nullptr;
  Task shutting_down = nullptr;
  Task taken = nullptr;  // when the piece under way is
  std::move_only_function<void(const ExchangeFacts&)> ended = nullptr;
  ExchangeFacts facts;
  Stage stage = Stage::kOpen;
  bool gone = false;
};

/// Reads requests one at a time, hands each to the handler and writes its response.
class Connection final : public Client {
 public:
  Connection(Shard& shard, Socket socket)
      : shard_(shard.shared_from_this()), socket_(std::move(socket)) {}

  void start();

  // The answer to the request under way, as Responder and ResponseBody describe it.
  void respond(HttpResponse response);
  void begin(HttpResponse response);
  void write_piece(std::string piece);
  void end_pieces();
  /// Ends the answer before its time: the client gets what it takes at once of what is there.
  void break_off();
  /// The status of the answer; 0 when there is nobody to answer.
  int upgrade(const Exchange& exchange, WebSocketOptions options, WebSocketHandlerFactory make);

  void close() override;
  void drain() override;
  void expire() override;

  bool is_draining() const { return shard_->draining; }

 private:
  enum class Phase {
    kIdle,     // between requests
    kHead,     // some of a request is there, but not its whole head
    kBody,     // the head is there, but not the whole body
    kPending,  // the handler has the request, or makes the next piece of its response
    kWriting,  // the response is on its way
    kLinger,   // only waiting for the client to close
  };

  std::shared_ptr<Connection> self() {
    return std::static_pointer_cast<Connection>(shared_from_this());
  }
  void wait(Phase phase);

  void read();
  void await_bytes();
  void received(boost::system::error_code error, std::size_t count);
  void process();
  bool parse();
  void check_head();
  void dispatch();
  void refuse(int status, std::string text);
  void refuse_parse_error(boost::system::error_code error);

  void write_response(const HttpResponse& response, BodyFraming framing);
  void start_writing();
  void write();
  void written();
  void piece_added();
  void flush_later();
  void flush(std::size_t size);
  void tell_taken();

  bool is_busy() const { return phase_ >= Phase::kPending; }
  bool is_closed() const { return !socket_.is_open(); }
  bool is_in_pieces() const { return framing_ != BodyFraming::kWhole; }
  std::size_t gathered() const { return head_.size() + body_.size(); }

  const std::shared_ptr<Shard> shard_;
  Socket socket_;
  ReceiveBuffer input_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::weak_ptr<Responder::State> pending_;
  std::string head_;
  std::string body_;
  std::size_t sent_ = 0;      // of these two
  std::size_t progress_ = 0;  // bytes since the phase's timeout was last renewed
  Phase phase_ = Phase::kIdle;
  BodyFraming framing_ = BodyFraming::kWhole;
  bool head_checked_ = false;
  bool reading_ = false;
  bool processing_ = false;
  bool keep_alive_ = true;
  bool body_wanted_ = true;  // not for HEAD
  bool http_1_0_ = false;
  bool flush_due_ = false;           // a task of the loop will write what is gathered
  bool tells_when_written_ = false;  // that the newest piece was taken
};

}  // namespace modus::serve
