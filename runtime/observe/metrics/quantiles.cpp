// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modus::observe {
namespace {

// Values beyond are counted as these; in milliseconds a nanosecond and some weeks.
constexpr int kLowestOctave = -20;
constexpr int kHighestOctave = 32;

}  // namespace

void Sketch::observe(double value) {
  int exponent = kLowestOctave;
  double fraction = 0.5;  // of 2^exponent, from a half to one
  if (value > 0) fraction = std::frexp(std::min(value, std::ldexp(1.0, kHighestOctave)), &exponent);
  if (exponent < kLowestOctave) {
    exponent = kLowestOctave;
    fraction = 0.5;
  }
  ++part(exponent, static_cast<int>((fraction - 0.5) * 2 * kParts));
  ++count_;
}

std::uint32_t& Sketch::part(int octave, int part) {
  if (parts_.empty()) first_octave_ = octave;
  if (octave < first_octave_) {
    const auto missing = static_cast<std::size_t>(first_octave_ - octave) * kParts;
    parts_.insert(parts_.begin(), missing, 0);
    first_octave_ = octave;
  }
  const auto from_first = static_cast<std::size_t>(octave - first_octave_) * kParts;
  if (parts_.size() < from_first + kParts) parts_.resize(from_first + kParts);
  return parts_[from_first + static_cast<std::size_t>(part)];
}

void Sketch::add(const Sketch& other) {
  for (std::size_t i = 0; i < other.parts_.size(); ++i) {
    if (other.parts_[i] == 0) continue;
    const int octave = other.first_octave_ + static_cast<int>(i) / kParts;
    part(octave, static_cast<int>(i) % kParts) += other.parts_[i];
  }
  count_ += other.count_;
}

void Sketch::clear() {
  parts_.clear();
  count_ = 0;
}

double Sketch::quantile(double share) const {
  if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto rank = static_cast<std::uint64_t>(
      std::clamp(std::ceil(share * static_cast<double>(count_)), 1.0, static_cast<double>(count_)));
  std::uint64_t seen = 0;
  std::size_t i = 0;
  while (i + 1 < parts_.size() && (seen += parts_[i]) < rank) ++i;
  const int octave = first_octave_ + static_cast<int>(i) / kParts;
  const double middle = static_cast<double>(i % kParts) + 0.5;
  return std::ldexp(0.5 + middle / (2 * kParts), octave);
}

void SlidingSketch::observe(double value, Clock::time_point now) {
  forget_old(now);
  steps_[static_cast<std::size_t>(current_) % kSteps].observe(value);
}

void SlidingSketch::add_to(Sketch& all, Clock::time_point now) {
  forget_old(now);
  for (const Sketch& step : steps_) all.add(step);
}

void SlidingSketch::forget_old(Clock::time_point now) {
  const std::int64_t step = now.time_since_epoch() / kStep;
  const std::int64_t passed = std::min<std::int64_t>(step - current_, kSteps);
  for (std::int64_t i = 0; i < passed; ++i)
    steps_[static_cast<std::size_t>(step - i) % kSteps].clear();
  current_ = std::max(current_, step);
}

}  // namespace modus::observe
