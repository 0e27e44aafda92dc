// SPDX-License-Identifier: Apache-2.0
// Decides which spans are recorded, and keeps those that have ended until they are sent.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/observe/trace/sampler.h"
#include "runtime/observe/trace/span.h"

namespace modus::observe {

/// Whether spans of model calls hold what was asked and answered.
enum class MessageContent { kLeftOut, kCaptured };

struct TracerOptions {
  Sampler sampler{};
  MessageContent content = MessageContent::kLeftOut;
  std::size_t max_queue = 20'000;  // spans that wait to be sent; more are dropped
  std::size_t batch = 512;         // with so many waiting, `on_batch` is called
};

/// Thread-safe.
class Tracer {
 public:
  using Batch = std::vector<std::unique_ptr<SpanRecord>>;

  /// `on_batch` is called from whichever thread ends a span; it must not block.
  Tracer(TracerOptions options, std::function<void()> on_batch)
      : options_(options), on_batch_(std::move(on_batch)) {}

  MessageContent content() const { return options_.content; }

  /// Makes the context of a parent that of a new span beneath it. False when the trace is not
  /// sampled: there will be no span.
  bool begin(TraceContext& context) const;

  void take(std::unique_ptr<SpanRecord> span);

  /// The oldest of the spans that wait, a batch at most.
  Batch next_batch();
  bool has_batch();
  /// How many were dropped because too many waited.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  const TracerOptions options_;
  const std::function<void()> on_batch_;
  std::atomic<std::uint64_t> dropped_ = 0;
  std::mutex mutex_;
  Batch waiting_;
};

}  // namespace modus::observe
