// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/piece_writer.h"

#include <utility>

namespace modus::serve {

std::shared_ptr<PieceWriter> PieceWriter::begin(Loop& loop, Responder& responder, HttpResponse head,
                                                PieceWriterOptions options) {
  std::shared_ptr<PieceWriter> writer(
      new PieceWriter(loop, std::move(options.keep_alive), options.keep_alive_interval));
  writer->body_ = responder.begin(std::move(head), writer->when_taken(nullptr));
  writer->body_->on_disconnect(
      [weak = std::weak_ptr(writer), gone = std::move(options.gone)]() mutable {
        if (const auto kept = weak.lock()) kept->closed();
        if (gone) gone();
      });
  writer->body_->on_shutdown(std::move(options.shutting_down));
  writer->keep_alive_later();
  return writer;
}

void PieceWriter::send(std::string piece, Task taken) {
  if (!body_ || ending_) return;
  pieces_.push_back({std::move(piece), std::move(taken)});
  write_next();
}

void PieceWriter::end() {
  if (!body_ || std::exchange(ending_, true)) return;
  timer_ = {};
  self_ = shared_from_this();
  write_next();
}

void PieceWriter::closed() {
  const auto last = std::move(self_);
  body_.reset();
  timer_ = {};
  pieces_.clear();
}

void PieceWriter::write_next() {
  if (writing_ || !body_) return;
  if (!pieces_.empty()) {
    writing_ = was_used_ = true;
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    body_->write(std::move(piece.text), when_taken(std::move(piece.taken)));
  } else if (ending_) {
    body_->end();
    closed();
  }
}

Task PieceWriter::when_taken(Task taken) {
  return [weak = weak_from_this(), taken = std::move(taken)]() mutable {
    const auto self = weak.lock();
    if (!self) return;
    self->writing_ = false;
    if (taken && !self->ending_) taken();
    self->write_next();
  };
}

void PieceWriter::keep_alive_later() {
  if (keep_alive_.empty()) return;
  timer_ = Timer(loop_, interval_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    if (!std::exchange(self->was_used_, false) && !self->writing_) self->send(self->keep_alive_);
    self->keep_alive_later();
  });
}

}  // namespace modus::serve
