// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/sampler.h"

#include <cmath>

namespace modus::observe {
namespace {

// What the recommendation wants to be random: the last seven bytes.
constexpr int kRandomBits = 56;

std::uint64_t randomness_of(const TraceId& trace) {
  std::uint64_t bits = 0;
  for (std::size_t i = trace.size() - kRandomBits / 8; i < trace.size(); ++i)
    bits = bits << 8 | std::to_integer<std::uint64_t>(trace[i]);
  return bits;
}

}  // namespace

// Traces at the top of the range are sampled, as the specification's probability sampling has it.
Sampler::Sampler(double ratio, Parents parents)
    : threshold_(static_cast<std::uint64_t>(std::llround(std::ldexp(1 - ratio, kRandomBits)))),
      parents_(parents) {}

bool Sampler::samples(const TraceContext& parent, const TraceId& trace) const {
  if (parents_ == Parents::kFollowed && parent.is_valid()) return parent.is_sampled();
  return randomness_of(trace) >= threshold_;
}

}  // namespace modus::observe
