// SPDX-License-Identifier: Apache-2.0
// What an HTTP connection has received and not yet parsed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include <boost/asio/buffer.hpp>

namespace modus::serve {

/// A read may be under way into the prepared room while earlier bytes are consumed. Without bytes
/// it can do without memory, too: see release().
class ReceiveBuffer {
 public:
  std::string_view data() const { return {memory_.get() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  void consume(std::size_t count) { begin_ += count; }
  void commit(std::size_t count) { end_ += count; }
  void clear() { begin_ = end_; }

  /// Room for `count` more bytes. Not while a read is under way.
  boost::asio::mutable_buffer prepare(std::size_t count) {
    const std::size_t needed = size() + count;
    if (needed > capacity_ || (size() == 0 && capacity_ > 2 * needed)) {
      const std::size_t capacity = size() == 0 ? needed : std::max(needed, 2 * capacity_);
      std::unique_ptr<char[]> memory(new char[capacity]);
      if (size() > 0) std::memcpy(memory.get(), data().data(), size());
      memory_ = std::move(memory);
      capacity_ = capacity;
    } else if (begin_ > 0 && end_ + count > capacity_) {
      std::memmove(memory_.get(), data().data(), size());
    } else if (size() > 0) {
      return {memory_.get() + end_, count};
    }
    end_ -= begin_;
    begin_ = 0;
    return {memory_.get() + end_, count};
  }

  /// Without memory, takes that of a spare one.
  void borrow(ReceiveBuffer& spare) {
    if (memory_ == nullptr) swap(spare);
  }

  /// Without bytes, gives its memory to a spare one that has none, else back to the system. Not
  /// while a read is under way.
  void release(ReceiveBuffer& spare) {
    if (size() > 0 || memory_ == nullptr) return;
    begin_ = end_ = 0;
    if (spare.memory_ == nullptr) return swap(spare);
    memory_.reset();
    capacity_ = 0;
  }

 private:
  void swap(ReceiveBuffer& other) {
    std::swap(memory_, other.memory_);
    std::swap(begin_, other.begin_);
    std::swap(end_, other.end_);
    std::swap(capacity_, other.capacity_);
  }

  std::unique_ptr<char[]> memory_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace modus::serve
