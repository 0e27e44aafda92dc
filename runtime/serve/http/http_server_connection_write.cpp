// SPDX-License-Identifier: Apache-2.0
// Writing: the response to the request under way, whole or in pieces.
#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>

#include <fmt/format.h>

#include "runtime/serve/http/http_server_connection.h"

namespace modus::serve {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kLargeWrite = 64u << 10;
constexpr std::size_t kMostGathered = 16u << 10;

}  // namespace

void Connection::respond(HttpResponse response) {
  if (is_closed()) return;
  const bool sends_body = has_body(response.status) && body_wanted_;
  write_response(response, BodyFraming::kWhole);
  body_ = sends_body ? std::move(response.body) : std::string();
  start_writing();
}

void Connection::begin(HttpResponse response) {
  if (is_closed()) return;
  if (http_1_0_) keep_alive_ = false;
  write_response(response, http_1_0_ ? BodyFraming::kUntilClose : BodyFraming::kChunked);
  piece_added();
}

void Connection::write_response(const HttpResponse& response, BodyFraming framing) {
  if (shard_->draining) keep_alive_ = false;
  framing_ = framing;
  head_.clear();
  append_head(head_, response, framing,
              !keep_alive_                                  ? Persistence::kClosed
              : http_1_0_ || framing != BodyFraming::kWhole ? Persistence::kKeptAndSaid
                                                            : Persistence::kKept);
}

void Connection::write_piece(std::string piece) {
  if (is_closed()) return;
  if (!body_wanted_) return tell_taken();
  const bool chunked = framing_ == BodyFraming::kChunked;
  std::string& before = body_.empty() ? head_ : body_;
  if (chunked) fmt::format_to(std::back_inserter(before), "{:x}\r\n", piece.size());
  if (body_.empty()) {
    body_ = std::move(piece);
  } else {
    body_ += piece;
  }
  if (chunked) body_ += "\r\n";
  piece_added();
}

void Connection::end_pieces() {
  if (is_closed()) return;
  if (framing_ == BodyFraming::kChunked && body_wanted_) body_ += "0\r\n\r\n";
  framing_ = BodyFraming::kWhole;
  if (phase_ != Phase::kWriting) start_writing();
}

void Connection::break_off() {
  if (!is_closed() && phase_ != Phase::kWriting && gathered() > 0) start_writing();
  close();
}

/// Pieces that come one right after the other go out together: a system call for each, and waking
/// the client each time, would cost more than all else. Beyond kMostGathered, and while the client
/// is slow, the next piece waits.
void Connection::piece_added() {
  if (phase_ == Phase::kWriting || gathered() >= kMostGathered) {
    tells_when_written_ = true;
    if (phase_ != Phase::kWriting) start_writing();
    return;
  }
  tell_taken();
  if (!std::exchange(flush_due_, true)) flush_later();
}

void Connection::flush_later() {
  shard_->loop.post([weak = std::weak_ptr(self()), size = gathered()] {
    if (const auto self = weak.lock()) self->flush(size);
  });
}

/// `size` is how much was there when this was put off: what came since may have more behind it.
void Connection::flush(std::size_t size) {
  flush_due_ = false;
  if (is_closed() || !is_in_pieces() || phase_ == Phase::kWriting || gathered() == 0) return;
  if (gathered() <= size) return start_writing();
  flush_due_ = true;
  flush_later();
}

void Connection::start_writing() {
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
      socket_.async_wait(Socket::wait_write, [self = self()](error_code failed) {
        if (self->is_closed()) return;
        if (failed) return self->close();
        self->write();
      });
      return;
    }
    if (error) return close();
    sent_ += count;
    progress_ += count;
    if (progress_ >= kLargeWrite) wait(Phase::kWriting);
  }
  sent_ = 0;
  head_.clear();
  body_ = {};
  if (is_in_pieces()) {
    wait(Phase::kPending);
    if (std::exchange(tells_when_written_, false)) tell_taken();
  } else {
    written();
  }
}

void Connection::written() {
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

/// From the loop: who writes from within that answer must not get deeper with each piece.
void Connection::tell_taken() {
  shard_->loop.post([state = pending_] {
    const auto kept = state.lock();
    if (!kept || kept->gone) return;
    if (Task task = std::exchange(kept->taken, nullptr)) task();
  });
}

}  // namespace modus::serve
