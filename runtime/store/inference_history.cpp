// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference_history.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "runtime/store/history_query.h"
#include "runtime/store/history_schema.h"

namespace modus::store {
namespace {

// When so much waits, no more is gathered: it should not crowd the caches.
constexpr std::size_t kManyRecords = 256;
constexpr std::size_t kManyBytes = 256u << 10;

// Batches go as a whole: each is at most this part of what may be kept.
constexpr std::int64_t kShare = 16;
constexpr std::int64_t kMostBytes = 1 << 20;

// A batch takes one record, whatever its size.
bool fits(const Batch& batch, std::size_t bytes, const HistoryBounds& bounds) {
  if (batch.is_empty()) return true;
  const auto size = static_cast<std::int64_t>(batch.bytes().size() + bytes);
  return batch.inferences() < std::max<std::int64_t>(1, bounds.max_calls / kShare) &&
         size <= std::min(kMostBytes, bounds.max_bytes / kShare);
}

}  // namespace

InferenceHistory::InferenceHistory(InferenceHistoryOptions options, Log& log)
    : options_(std::move(options)),
      log_(log),
      bounds_(options_.bounds),
      database_({.file = options_.file,
                 .migrations = history_migrations(),
                 .gather = options_.gather,
                 .on_doubt = [this] { size_.reset(); }},
                log) {}

bool InferenceHistory::is_full(std::size_t bytes) const {
  return waiting_.count >= options_.max_queue ||
         (waiting_.count > 0 && waiting_.bytes + bytes > options_.max_queue_bytes);
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
      if (!finish && waiting_.unfinished.empty() && fits(waiting_.batch, bytes, bounds_)) {
        waiting_.batch.add(record);
      } else {
        waiting_.unfinished.push_back({std::move(record), std::move(finish)});
      }
      is_first = ++waiting_.count == 1;
      const bool were_few = waiting_.bytes < kManyBytes;
      waiting_.bytes += bytes;
      are_many = waiting_.count == kManyRecords || (were_few && waiting_.bytes >= kManyBytes);
    }
  }
  if (starts_dropping)
    log_.warning("The inference history cannot keep up; records are being dropped.");
  if (is_first) database_.run([this](auto connection) { return write_waiting(connection); });
  if (are_many) database_.hurry();
}

Result<void> InferenceHistory::write_waiting(Result<Connection*> connection) {
  writing_.batch.clear();
  writing_.unfinished.clear();
  writing_.count = writing_.bytes = 0;
  HistoryBounds bounds;
  {
    const std::scoped_lock lock(mutex_);
    std::swap(writing_, waiting_);
    bounds = bounds_;
  }
  if (!connection) return {};
  for (auto& [record, finish] : writing_.unfinished) {
    if (finish) record = finish(record);
    if (!fits(writing_.batch, record.size(), bounds)) MODUS_CHECK(write_batch(**connection));
    writing_.batch.add(record);
  }
  MODUS_CHECK(write_batch(**connection));
  return make_room(**connection);
}

Result<void> InferenceHistory::write_batch(Connection& connection) {
  Batch& batch = writing_.batch;
  if (batch.is_empty()) return {};
  MODUS_CHECK(insert(connection, batch, options_.now()));
  if (size_) {
    size_->calls += batch.inferences();
    size_->bytes += static_cast<std::int64_t>(batch.bytes().size());
  }
  batch.clear();
  return {};
}

Result<void> InferenceHistory::make_room(Connection& connection) {
  MODUS_TRY(version, connection.version_by_others());
  if (!size_ || version != version_by_others_) {
    version_by_others_ = version;
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
