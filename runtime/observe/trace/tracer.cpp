// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/tracer.h"

#include <algorithm>
#include <iterator>

namespace modus::observe {

bool Tracer::begin(TraceContext& context) const {
  const bool is_root = !context.is_valid();
  const TraceId trace = is_root ? make_trace_id() : context.trace_id;
  const bool sampled = options_.sampler.samples(context, trace);
  // What is not sampled stands beneath what it was called from; but others must hear of it.
  if (!sampled && !is_root && !context.is_sampled()) return false;
  context.trace_id = trace;
  context.span_id = make_span_id();
  context.flags = sampled ? TraceContext::kSampled : 0;
  return sampled;
}

void Tracer::take(std::unique_ptr<SpanRecord> span) {
  bool is_batch = false;
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= options_.max_queue) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    waiting_.push_back(std::move(span));
    is_batch = waiting_.size() == options_.batch;
  }
  if (is_batch) on_batch_();
}

bool Tracer::has_batch() {
  const std::scoped_lock lock(mutex_);
  return waiting_.size() >= options_.batch;
}

Tracer::Batch Tracer::next_batch() {
  Batch batch;
  const std::scoped_lock lock(mutex_);
  if (waiting_.size() <= options_.batch) {
    batch.swap(waiting_);
    return batch;
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(options_.batch);
  batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

}  // namespace modus::observe
