// SPDX-License-Identifier: Apache-2.0
// What becomes of a value on its way out of a guest: shown, left out, or given up; and where.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/guest/convention.h"
#include "runtime/types/type.h"

namespace modus::guest {

/// Whether a value was written. No: an issue says why not, and the nearest nullable position
/// becomes null. Failed: the report holds the error, and lifting ends.
enum class Shown { kNo, kYes, kFailed };

/// Keeps the path to the value that is being lifted, and what went wrong.
class LiftReport {
 public:
  static constexpr std::size_t kMaxIssues = 100;

  explicit LiftReport(std::vector<ResultIssue>& issues) : issues_(issues) {}

  /// One step down the path, whose part is then named by at(), and up again.
  void enter() { path_.emplace_back(); }
  void at(std::string_view key) { path_.back().key = key; }
  void at(std::size_t index) { path_.back().index = index; }
  Shown leave(Shown shown) {
    path_.pop_back();
    return shown;
  }

  /// The path as text, such as "people.3.name"; empty at its beginning.
  std::string place() const;

  Shown refuse(std::string message);
  Shown fail(Error error) {
    failure_ = std::move(error);
    return Shown::kFailed;
  }
  /// Of a report that has failed.
  const Error& failure() const { return *failure_; }

  /// How lifting ended: an error when the outermost value was not written.
  Result<void> conclude(Shown shown);

 private:
  /// A key or, when that is empty, an index.
  struct Place {
    std::string_view key;
    std::size_t index = 0;
  };

  std::vector<ResultIssue>& issues_;
  std::optional<Error> failure_;
  std::vector<Place> path_;
};

/// Fails when a part of a value that a guest passes on was left out.
Result<void> demand_whole(std::span<const ResultIssue> issues);

/// Shows a boolean, integer, float or duration by the bits of its representation; those of narrow
/// integers need not be extended.
template <class Sink>
Shown lift_scalar(const types::Type& type, std::uint64_t bits, Sink& sink, LiftReport& report) {
  using types::Kind;
  const auto number = [&](auto value) {
    if (Sink::kFiniteOnly && !std::isfinite(value)) {
      return report.refuse(
          fmt::format("Function completed successfully, but the result contains {} value "
                      "that cannot be serialized to JSON.",
                      std::isnan(value) ? "a NaN" : "an infinite"));
    }
    sink.number(value);
    return Shown::kYes;
  };
  switch (type.kind) {
    case Kind::kBoolean: sink.boolean((bits & 0xff) != 0); break;
    case Kind::kInt8: sink.integer(static_cast<std::int8_t>(bits)); break;
    case Kind::kInt16: sink.integer(static_cast<std::int16_t>(bits)); break;
    case Kind::kInt32: sink.integer(static_cast<std::int32_t>(bits)); break;
    case Kind::kInt64:
    case Kind::kDuration: sink.integer(static_cast<std::int64_t>(bits)); break;
    case Kind::kUint8: sink.unsigned_integer(static_cast<std::uint8_t>(bits)); break;
    case Kind::kUint16: sink.unsigned_integer(static_cast<std::uint16_t>(bits)); break;
    case Kind::kUint32: sink.unsigned_integer(static_cast<std::uint32_t>(bits)); break;
    case Kind::kUint64: sink.unsigned_integer(bits); break;
    case Kind::kFloat32: return number(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    default: return number(std::bit_cast<double>(bits));
  }
  return Shown::kYes;
}

}  // namespace modus::guest
