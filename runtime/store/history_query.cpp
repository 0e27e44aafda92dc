// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_query.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "runtime/base/ids.h"
#include "runtime/store/history_batches.h"
#include "runtime/store/record.h"
#include "runtime/store/record_fields.h"

namespace modus::store {
namespace {

enum class Visit { kGoOn, kStop };
enum class Order { kNewestFirst, kOldestFirst };

// Called with each inference and execution of a batch.
struct Visitor {
  Order order = Order::kNewestFirst;
  std::function<Visit(Inference&)> inference;
  std::function<Visit(Execution&)> execution = {};
};

// The id of the inference that stands so far behind the first of its batch: its last 48 bits, which
// are random, counted up.
std::string id_behind(std::string_view uuid, std::uint64_t distance) {
  constexpr std::size_t kDigits = 12;
  std::uint64_t last = 0;
  const std::string_view digits = uuid.substr(uuid.size() - std::min(uuid.size(), kDigits));
  std::from_chars(digits.data(), digits.data() + digits.size(), last, 16);
  return fmt::format("{}{:012x}", uuid.substr(0, uuid.size() - digits.size()),
                     (last + distance) & 0xffff'ffff'ffff);
}

std::vector<Record> records_of(BatchReader& reader, Order order) {
  std::vector<Record> records;
  while (const auto record = reader.next()) records.push_back(*record);
  if (order == Order::kNewestFirst) std::ranges::reverse(records);
  return records;
}

// The columns first_gid, uuid and records of a row.
Result<Visit> visit_batch(const Statement& row, const Visitor& visitor) {
  BatchReader reader(row.bytes(2));
  const std::vector<Record> records = records_of(reader, visitor.order);
  const bool is_backwards = visitor.order == Order::kNewestFirst;
  std::int64_t behind =
      is_backwards ? std::ranges::count(records, Record::Kind::kInference, &Record::kind) - 1 : 0;
  for (const Record& record : records) {
    if (auto inference = decode_inference(record)) {
      inference->gid = row.number(0).value_or(0) + behind;
      if (inference->id.empty())
        inference->id = id_behind(row.text(1), static_cast<std::uint64_t>(behind));
      if (visitor.inference(*inference) == Visit::kStop) return Visit::kStop;
    } else if (auto execution = decode_execution(record); execution && visitor.execution) {
      if (visitor.execution(*execution) == Visit::kStop) return Visit::kStop;
    }
    if (record.kind == Record::Kind::kInference) behind += is_backwards ? -1 : 1;
  }
  if (!reader.is_good())
    return fail(ErrorCode::kCorrupt, "the history's file holds what is no record");
  return Visit::kGoOn;
}

// All that was written since then, until a visit says that it is enough.
Result<void> visit_since(Connection& connection, Time since, const Visitor& visitor) {
  MODUS_TRY(
      rows,
      connection.prepare(fmt::format(
          "SELECT first_gid, uuid, records FROM batches WHERE written_us >= ?1 ORDER BY id {}",
          visitor.order == Order::kNewestFirst ? "DESC" : "ASC")));
  rows.bind(1, microseconds_of(since));
  while (true) {
    MODUS_TRY(more, rows.step());
    if (!more) return {};
    MODUS_TRY(next, visit_batch(rows, visitor));
    if (next == Visit::kStop) return {};
  }
}

// A number is never the begin of a UUID's time, which will begin with 0 for some 8,000 years.
bool is_number(std::string_view id) {
  return !id.empty() && id.size() < 19 && id.front() != '0' &&
         std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::optional<Inference>> find_numbered(Connection& connection, std::int64_t gid) {
  MODUS_TRY(rows, connection.prepare("SELECT first_gid, uuid, records FROM batches WHERE "
                                     "first_gid <= ?1 AND ?1 < first_gid + calls"));
  rows.bind(1, gid);
  std::optional<Inference> found;
  MODUS_TRY(has_batch, rows.step());
  if (!has_batch) return found;
  MODUS_CHECK(visit_batch(rows, {.inference = [&](Inference& inference) {
                            if (inference.gid != gid) return Visit::kGoOn;
                            found = std::move(inference);
                            return Visit::kStop;
                          }}));
  return found;
}

// The only one whose UUID begins so.
Result<std::optional<Inference>> find_named(Connection& connection, std::string_view id) {
  std::optional<Inference> found;
  std::size_t count = 0;
  MODUS_CHECK(visit_since(connection, Time(), {.inference = [&](Inference& inference) {
                            if (!inference.id.starts_with(id)) return Visit::kGoOn;
                            const bool is_exact = inference.id == id;
                            if (++count == 1 || is_exact) found = std::move(inference);
                            return is_exact ? Visit::kStop : Visit::kGoOn;
                          }}));
  if (count <= 1 || found->id == id) return found;
  return fail(ErrorCode::kInvalidArgument,
              "several model calls have ids that begin with \"{}\"; give more of it", id);
}

// What was written of an execution since then: its own inferences, and the last of those that it
// led to.
struct Traces {
  FoundExecution own;
  std::optional<Inference> last;
};

Result<Traces> traces_since(Connection& connection, std::string_view id, Time since) {
  Traces traces;
  MODUS_CHECK(visit_since(connection, since,
                          {.order = Order::kOldestFirst,
                           .inference =
                               [&](Inference& inference) {
                                 const bool is_own = inference.execution_id == id;
                                 if (!is_own && inference.root_execution_id != id)
                                   return Visit::kGoOn;
                                 traces.last = inference;
                                 if (is_own) traces.own.inferences.push_back(std::move(inference));
                                 return Visit::kGoOn;
                               },
                           .execution =
                               [&](Execution& execution) {
                                 if (execution.id != id) return Visit::kGoOn;
                                 traces.own.execution = std::move(execution);
                                 return Visit::kStop;  // it stands behind all that belongs to it
                               }}));
  return traces;
}

// An execution's id tells when it began, so that only what was written from then to its end is
// read. All is where that has no end, or where the clock was set back meanwhile.
Result<Traces> traces_of(Connection& connection, std::string_view id) {
  if (const auto begin = time_of_xid(id)) {
    MODUS_TRY(traces, traces_since(connection, id, *begin));
    if (traces.own.execution) return traces;
  }
  return traces_since(connection, id, Time());
}

}  // namespace

Result<void> for_each_inference(Connection& connection, const HistoryFilter& filter,
                                const std::function<void(const Inference&)>& visit) {
  std::int64_t left = filter.limit;
  if (left <= 0) return {};
  const auto matches = [&](Inference& inference) {
    if (!filter.model.empty() && inference.model_name != filter.model) return false;
    if (!filter.function.empty() && inference.function != filter.function) return false;
    if (!inference.trace_id.starts_with(filter.trace)) return false;
    if (filter.since && inference.started_at < *filter.since) return false;
    if (filter.read_answer) filter.read_answer(inference);
    return !filter.only_errors || !inference.error.empty();
  };
  return visit_since(connection, filter.since.value_or(Time()),
                     {.inference = [&](Inference& inference) {
                       if (!matches(inference)) return Visit::kGoOn;
                       visit(inference);
                       return --left > 0 ? Visit::kGoOn : Visit::kStop;
                     }});
}

Result<Inference> find_inference(Connection& connection, std::string_view id) {
  std::optional<Inference> found;
  if (is_number(id)) {
    MODUS_TRY(numbered, find_numbered(connection, std::stoll(std::string(id))));
    found = std::move(numbered);
  } else {
    if (!time_of_xid(id)) {
      MODUS_TRY(named, find_named(connection, id));
      found = std::move(named);
    }
    if (!found) {
      MODUS_TRY(traces, traces_of(connection, id));
      found = std::move(traces.last);
    }
  }
  if (!found) return fail(ErrorCode::kNotFound, "the history holds no model call \"{}\"", id);
  return *std::move(found);
}

Result<FoundExecution> find_execution(Connection& connection, std::string_view id) {
  MODUS_TRY(traces, traces_of(connection, id));
  return std::move(traces.own);
}

}  // namespace modus::store
