// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference_history.h"

#include <algorithm>
#include <memory>
#include <type_traits>

#include "runtime/store/history_query.h"
#include "runtime/store/history_room.h"
#include "runtime/store/history_rows.h"
#include "runtime/store/history_schema.h"

namespace modus::store {
namespace {

// How many records are written before old ones are looked for again; reading never shows those.
constexpr int kRoomInterval = 100;

Result<std::string> newest_as_json(Connection& connection, std::int64_t count) {
  json::Writer writer;
  writer.begin_array();
  const HistoryFilter filter{.limit = count};
  MODUS_CHECK(for_each_inference(
      connection, filter, [&](const Inference& inference) { write_json(writer, inference); }));
  writer.end_array();
  return writer.take();
}

}  // namespace

InferenceHistory::InferenceHistory(InferenceHistoryOptions options, Log& log)
    : file_(options.file),
      now_(std::move(options.now)),
      bounds_(options.bounds),
      database_({.file = std::move(options.file),
                 .migrations = history_migrations(),
                 .max_queue = options.max_queue,
                 .max_queue_bytes = options.max_queue_bytes},
                log) {}

template <class Make>
void InferenceHistory::append_made(Make make, std::size_t bytes) {
  database_.run(
      [this, make = std::move(make)](Result<Connection*> connection) mutable -> Result<void> {
        if (!connection) return {};
        auto record = make();
        MODUS_TRY(size, insert(**connection, record));
        return kept(**connection, size);
      },
      bytes);
}

void InferenceHistory::append(MakeInference make, std::size_t bytes) {
  append_made(std::move(make), bytes);
}

void InferenceHistory::append(MakeExecution make, std::size_t bytes) {
  append_made(std::move(make), bytes);
}

Result<void> InferenceHistory::kept(Connection& connection, std::size_t bytes) {
  if (bytes_ >= 0) bytes_ += static_cast<std::int64_t>(bytes);
  if (until_room_-- > 0 && bytes_ <= bounds().max_bytes) return {};
  return make_room(connection);
}

Result<void> InferenceHistory::make_room(Connection& connection) {
  until_room_ = kRoomInterval;
  if (bytes_ < 0) {
    MODUS_TRY(counted, count_bytes(connection));
    bytes_ = counted;
  }
  const HistoryBounds bounds = this->bounds();
  const std::int64_t too_many = bytes_ - bounds.max_bytes;
  MODUS_TRY(freed, drop_oldest(connection,
                               {.max_calls = bounds.max_calls,
                                .oldest = now_() - bounds.max_age,
                                // Some more, so that the next record has room.
                                .bytes = too_many > 0 ? too_many + bounds.max_bytes / 16 : 0}));
  bytes_ -= freed;
  return {};
}

// A file that is not there yet is not made for this: the app may never ask a model.
void InferenceHistory::set_bounds(HistoryBounds bounds) {
  {
    const std::scoped_lock lock(bounds_mutex_);
    bounds_ = bounds;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return;
  database_.run([this](Result<Connection*> connection) -> Result<void> {
    return connection ? make_room(**connection) : Result<void>();
  });
}

HistoryBounds InferenceHistory::bounds() const {
  const std::scoped_lock lock(bounds_mutex_);
  return bounds_;
}

void InferenceHistory::newest(std::int64_t count, Newest done) {
  const auto shared = std::make_shared<Newest>(std::move(done));
  const bool queued =
      database_.run([this, count, shared](Result<Connection*> connection) -> Result<void> {
        if (!connection) {
          (*shared)(std::unexpected(connection.error()));
          return {};
        }
        auto array =
            newest_as_json(**connection, std::clamp<std::int64_t>(count, 0, bounds().max_calls));
        const Result<void> outcome = array ? Result<void>() : std::unexpected(array.error());
        (*shared)(std::move(array));
        return outcome;
      });
  if (!queued) {
    (*shared)(
        fail(ErrorCode::kResourceExhausted, "the inference history is busy: its queue is full"));
  }
}

}  // namespace modus::store
