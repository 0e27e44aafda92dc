// SPDX-License-Identifier: Apache-2.0
// Values out of packed form.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/guest/lift_report.h"
#include "runtime/guest/packed/reader.h"
#include "runtime/guest/packed/shapes.h"
#include "runtime/types/projection.h"

namespace modus::guest::packed {

/// Reads values into a sink, one after another. A hostile guest can make it fail, but not read
/// outside of the block, go on for ever or produce more than the limits below and the sink's allow.
template <class Sink>
class Lifting {
 public:
  static constexpr int kMaxDepth = 64;

  Lifting(Bytes block, Sink& sink, std::vector<ResultIssue>& issues)
      : reader_(block), sink_(sink), report_(issues) {}

  /// Fails when nothing at all of the value can be shown. `projection` may be null.
  Result<void> lift(const Shape& shape, const types::Projection* projection);
  /// Fails when the block goes on.
  Result<void> end() const;

 private:
  template <class OtherSink>
  friend class Lifting;
  /// A map's entry: where its key and its value stand.
  struct Entry {
    std::string sort_key;
    const std::byte* key;
    const std::byte* value;
  };

  Shown lift_value(const Shape& shape, const types::Projection* projection);
  Shown lift_number(const Shape& shape);
  Shown lift_string();
  Shown lift_bytes(const Shape& shape);
  Shown lift_timestamp();
  Shown lift_json();
  Shown lift_nullable(const Shape& shape, const types::Projection* projection);
  Shown lift_composite(const Shape& shape, const types::Projection* projection);
  Shown lift_items(const Shape& shape, const types::Projection* projection);
  Shown lift_record(const Shape& shape, const types::Projection* projection);
  Shown lift_map(const Shape& shape, const types::Projection* projection);
  Shown lift_entry(const Shape& shape, const Entry& entry, const types::Projection* projection);
  bool read_entries(const Shape& shape, std::vector<Entry>& entries);
  bool read_sort_key(const Shape& key, std::string& text);

  // Each is false when it has failed.
  bool read_text(std::string_view& text);
  bool read_flag(std::uint8_t& flag);
  /// How many items follow, which must not be more than the rest of the block can hold.
  bool read_count(const Shape& shape, std::uint64_t& count);
  bool skip(const Shape& shape);
  bool skip_items(const Shape& shape);
  bool enter_level();
  bool is_within_limits();

  bool damaged(std::string_view what);

  Reader reader_;
  Sink& sink_;
  LiftReport report_;
  int depth_ = 0;
};

}  // namespace modus::guest::packed
