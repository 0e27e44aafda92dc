// SPDX-License-Identifier: Apache-2.0
// Which traces are recorded.
#pragma once

#include <cstdint>

#include "runtime/observe/trace_context.h"

namespace modus::observe {

/// The samplers of OpenTelemetry's specification: one for traces that begin here and, perhaps, the
/// rule that others stay as their parents have it. A value.
class Sampler {
 public:
  enum class Parents { kFollowed, kIgnored };

  /// Samples that share of the traces, from 0 to 1: the same ones as anybody who asks for it.
  explicit Sampler(double ratio = 1, Parents parents = Parents::kFollowed);

  bool samples(const TraceContext& parent, const TraceId& trace) const;

 private:
  std::uint64_t threshold_;
  Parents parents_;
};

}  // namespace modus::observe
