// SPDX-License-Identifier: Apache-2.0
// The parts of lifting that are alike wherever a value lies.
#pragma once

#include <span>

#include "runtime/guest/lift_report.h"
#include "runtime/types/projection.h"
#include "runtime/types/type.h"

namespace modus::guest {

/// Shows a record: all its fields, or what the projection asks for. `lift_field` shows the field of
/// an index by the projection of its value. The path has been entered.
template <class Sink>
Shown lift_fields(std::span<const types::Field> fields, const types::Projection* projection,
                  Sink& sink, LiftReport& report, auto&& lift_field) {
  sink.begin_record();
  if (projection == nullptr) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      sink.key(fields[i].name);
      report.at(fields[i].name);
      const Shown shown = lift_field(i, nullptr);
      if (shown != Shown::kYes) return shown;
    }
  } else {
    for (const types::Projection::Entry& entry : projection->entries) {
      sink.response_key(entry.key);
      if (entry.is_typename) {
        sink.string(entry.type_name);
        continue;
      }
      report.at(entry.key);
      const Shown shown = lift_field(entry.field, entry.projection);
      if (shown != Shown::kYes) return shown;
    }
  }
  sink.end_record();
  return Shown::kYes;
}

/// Shows a value that may be null: null where `lift` leaves it out.
template <class Sink>
Shown lift_or_null(Sink& sink, auto&& lift) {
  const auto mark = sink.mark();
  const Shown shown = lift();
  if (shown != Shown::kNo) return shown;
  sink.rewind(mark);
  sink.null();
  return Shown::kYes;
}

}  // namespace modus::guest
