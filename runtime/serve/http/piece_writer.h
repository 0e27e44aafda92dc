// SPDX-License-Identifier: Apache-2.0
// The body of a response in pieces, when several write to it: each piece waits for those before.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "runtime/serve/http/http_server.h"

namespace modus::serve {

struct PieceWriterOptions {
  std::string keep_alive = {};  // written when nothing else was for that long; empty: never
  std::chrono::seconds keep_alive_interval{15};
  Task gone = nullptr;           // the client has left; nothing is called any more
  Task shutting_down = nullptr;  // the server shuts down: end() should follow
};

/// Belongs to the connection's loop. Dropped before end(), it closes the connection.
class PieceWriter : public std::enable_shared_from_this<PieceWriter> {
 public:
  static std::shared_ptr<PieceWriter> begin(Loop& loop, Responder& responder, HttpResponse head,
                                            PieceWriterOptions options);

  /// `taken` is called, from the loop, when the client's connection has taken the piece.
  void send(std::string piece, Task taken = nullptr);
  /// How many pieces the client's connection has not begun to take.
  std::size_t waiting() const { return pieces_.size(); }
  /// After what was sent before; then nothing is sent or called any more.
  void end();

 private:
  struct Piece {
    std::string text;
    Task taken;
  };

  PieceWriter(Loop& loop, std::string keep_alive, std::chrono::seconds interval)
      : loop_(loop), keep_alive_(std::move(keep_alive)), interval_(interval) {}

  void write_next();
  Task when_taken(Task taken);
  void closed();
  void keep_alive_later();

  Loop& loop_;
  const std::string keep_alive_;
  const std::chrono::seconds interval_;
  std::optional<ResponseBody> body_;   // until the end
  std::deque<Piece> pieces_;           // not begun
  std::shared_ptr<PieceWriter> self_;  // while what was sent before the end is written
  Timer timer_;
  bool writing_ = true;   // the head, or a piece
  bool was_used_ = true;  // since the last look of the keep-alive
  bool ending_ = false;
};

}  // namespace modus::serve
