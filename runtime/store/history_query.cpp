// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_query.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "runtime/store/history_batches.h"
#include "runtime/store/record.h"
#include "runtime/store/record_fields.h"

namespace modus::store {
namespace {

enum class Visit { kGoOn, kStop };

// Called with each inference and execution of a batch, the newest first.
struct Visitor {
  std::function<Visit(Inference&)> inference;
  std::function<void(Execution&)> execution = {};
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

// The columns first_gid, uuid and records of a row.
Result<Visit> visit_batch(const Statement& row, const Visitor& visitor) {
  std::vector<Record> records;
  BatchReader reader(row.bytes(2));
  while (const auto record = reader.next()) records.push_back(*record);
  const auto is_inference = [](const Record& record) {
    return record.kind == Record::Kind::kInference;
  };
  auto behind = std::ranges::count_if(records, is_inference);
  for (const Record& record : records | std::views::reverse) {
    if (is_inference(record)) --behind;
    if (auto inference = decode_inference(record)) {
      inference->gid = row.number(0).value_or(0) + behind;
      if (inference->id.empty())
        inference->id = id_behind(row.text(1), static_cast<std::uint64_t>(behind));
      if (visitor.inference(*inference) == Visit::kStop) return Visit::kStop;
    } else if (auto execution = decode_execution(record); execution && visitor.execution) {
      visitor.execution(*execution);
    }
  }
  if (!reader.is_good())
    return fail(ErrorCode::kCorrupt, "the history's file holds what is no record");
  return Visit::kGoOn;
}

// All that was written since then, the newest first, until a visit says that it is enough.
Result<void> visit_since(Connection& connection, Time since, const Visitor& visitor) {
  MODUS_TRY(rows, connection.prepare("SELECT first_gid, uuid, records FROM batches WHERE "
                                     "written_us >= ?1 ORDER BY id DESC"));
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

Result<std::optional<Inference>> find_named(Connection& connection, std::string_view id) {
  std::optional<Inference> found;
  std::size_t count = 0;
  MODUS_CHECK(visit_since(connection, Time(), {.inference = [&](Inference& inference) {
                            const bool is_last_of_it = inference.execution_id == id;
                            if (!is_last_of_it && !inference.id.starts_with(id))
                              return Visit::kGoOn;
                            const bool is_exact = is_last_of_it || inference.id == id;
                            if (++count == 1 || is_exact) found = std::move(inference);
                            return is_exact ? Visit::kStop : Visit::kGoOn;
                          }}));
  if (count <= 1) return found;
  if (found->id == id || found->execution_id == id) return found;
  return fail(ErrorCode::kInvalidArgument,
              "several model calls have ids that begin with \"{}\"; give more of it", id);
}

}  // namespace

Result<void> for_each_inference(Connection& connection, const HistoryFilter& filter,
                                const std::function<void(const Inference&)>& visit) {
  std::int64_t left = filter.limit;
  if (left <= 0) return {};
  const auto matches = [&](Inference& inference) {
    if (!filter.model.empty() && inference.model_name != filter.model) return false;
    if (!filter.function.empty() && inference.function != filter.function) return false;
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
  MODUS_TRY(found, is_number(id) ? find_numbered(connection, std::stoll(std::string(id)))
                                 : find_named(connection, id));
  if (!found) return fail(ErrorCode::kNotFound, "the history holds no model call \"{}\"", id);
  return *std::move(found);
}

Result<FoundExecution> find_execution(Connection& connection, std::string_view id) {
  FoundExecution found;
  MODUS_CHECK(visit_since(connection, Time(),
                          {.inference =
                               [&](Inference& inference) {
                                 if (inference.execution_id == id)
                                   found.inferences.push_back(std::move(inference));
                                 return Visit::kGoOn;
                               },
                           .execution =
                               [&](Execution& execution) {
                                 if (execution.id == id) found.execution = std::move(execution);
                               }}));
  std::ranges::reverse(found.inferences);
  return found;
}

}  // namespace modus::store
