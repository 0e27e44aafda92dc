// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference_history.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "runtime/store/history_query.h"
#include "runtime/store/history_schema.h"

namespace modus::store {
namespace {

// When so much waits, no more is gathered: it still lies in the caches.
constexpr std::size_t kManyRecords = 256;
constexpr std::size_t kManyBytes = 256u << 10;

// Batches go as a whole: each is at most this part of what may be kept.
constexpr std::int64_t kShare = 16;
constexpr std::int64_t kMostBytes = 1 << 20;

bool fits(const Batch& batch, std::size_t bytes, const HistoryBounds& bounds) {
  const auto size = static_cast<std::int64_t>(batch.bytes().size() + bytes);
  return batch.inferences() < std::max<std::int64_t>(1, bounds.max_calls / kShare) &&
         size <= std::min(kMostBytes, bounds.max_bytes / kShare);
}

}  // namespace

InferenceHistory::InferenceHistory(InferenceHistoryOptions options, Log& log)
    : options_(std::move(options)),
      log_(log),
      bounds_(options_.bounds),
      database_(
          {.file = options_.file, .migrations = history_migrations(), .gather = options_.gather},
          log) {}

bool InferenceHistory::is_full(std::size_t bytes) const {
  return waiting_.size() >= options_.max_queue ||
         (!waiting_.empty() && waiting_bytes_ + bytes > options_.max_queue_bytes);
}

void InferenceHistory::append(std::string record, Finish finish) {
  const std::size_t bytes = record.size();
  bool is_first = false;
  bool are_many = false;
  bool starts_dropping = false;
  {
    const std::scoped_lock lock(mutex_);
    const bool is_dropped = is_full(bytes);
    starts_dropping = is_dropped && !is_dropping_;
    is_dropping_ = is_dropped;
    if (!is_dropped) {
      waiting_.push_back({std::move(record), std::move(finish)});
      is_first = waiting_.size() == 1;
      const bool were_few = waiting_bytes_ < kManyBytes;
      waiting_bytes_ += bytes;
      are_many = waiting_.size() == kManyRecords || (were_few && waiting_bytes_ >= kManyBytes);
    }
  }
  if (starts_dropping)
    log_.warning("The inference history cannot keep up; records are being dropped.");
  if (is_first) database_.run([this](auto connection) { return write_waiting(connection); });
  if (are_many) database_.hurry();
}

Result<void> InferenceHistory::write_waiting(Result<Connection*> connection) {
  std::vector<Waiting> records;
  {
    const std::scoped_lock lock(mutex_);
    records.swap(waiting_);
    waiting_.reserve(records.size());
    waiting_bytes_ = 0;
  }
  if (!connection) return {};
  const HistoryBounds bounds = this->bounds();
  Batch batch;
  for (auto& [record, finish] : records) {
    if (finish) record = finish(record);
    if (!batch.is_empty() && !fits(batch, record.size(), bounds))
      MODUS_CHECK(write(**connection, std::exchange(batch, {})));
    batch.add(record);
  }
  if (!batch.is_empty()) MODUS_CHECK(write(**connection, batch));
  return make_room(**connection);
}

Result<void> InferenceHistory::write(Connection& connection, const Batch& batch) {
  MODUS_CHECK(insert(connection, batch, options_.now()));
  if (!size_) return {};
  size_->calls += batch.inferences();
  size_->bytes += static_cast<std::int64_t>(batch.bytes().size());
  return {};
}

Result<void> InferenceHistory::make_room(Connection& connection) {
  if (!size_) {
    MODUS_TRY(counted, history_size(connection));
    size_ = counted;
  }
  MODUS_TRY(left, store::make_room(connection, *size_, bounds(), options_.now()));
  size_ = left;
  return {};
}

// A file that is not there yet is not made for this: the app may never ask a model.
void InferenceHistory::set_bounds(HistoryBounds bounds) {
  {
    const std::scoped_lock lock(mutex_);
    bounds_ = bounds;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(options_.file, ignored)) return;
  database_.run([this](Result<Connection*> connection) -> Result<void> {
    return connection ? make_room(**connection) : Result<void>();
  });
}

HistoryBounds InferenceHistory::bounds() const {
  const std::scoped_lock lock(mutex_);
  return bounds_;
}

void InferenceHistory::newest(std::int64_t count, Newest done) {
  const auto shared = std::make_shared<Newest>(std::move(done));
  const auto ask = [this, count](Connection& connection) -> Result<std::string> {
    const HistoryFilter filter{.limit = std::min(count, bounds().max_calls),
                               .read_answer = options_.read_answer};
    json::Writer writer;
    writer.begin_array();
    MODUS_CHECK(for_each_inference(
        connection, filter, [&](const Inference& inference) { write_json(writer, inference); }));
    writer.end_array();
    return writer.take();
  };
  const bool queued = database_.run([ask, shared](Result<Connection*> connection) -> Result<void> {
    auto array = connection ? ask(**connection) : std::unexpected(connection.error());
    const Result<void> outcome =
        array || !connection ? Result<void>() : std::unexpected(array.error());
    (*shared)(std::move(array));
    return outcome;
  });
  database_.hurry();
  if (queued) return;
  (*shared)(
      fail(ErrorCode::kResourceExhausted, "the inference history is busy: its queue is full"));
}

}  // namespace modus::store
