// SPDX-License-Identifier: Apache-2.0
// Quantiles of the values of the last minutes.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace modus::observe {

/// Values by size on a logarithmic scale, every octave divided into 32 parts: what it tells of a
/// value is off by 1/64 of it at most. Sketches add up without losing more. Memory goes with the
/// octaves between the least and the greatest value, 128 bytes each.
class Sketch {
 public:
  void observe(double value);
  void add(const Sketch& other);
  void clear();

  std::uint64_t count() const { return count_; }
  /// The value below which that share of all lies; NaN when there are none.
  double quantile(double share) const;

 private:
  static constexpr int kParts = 32;  // of an octave

  std::uint32_t& part(int octave, int part);

  int first_octave_ = 0;
  std::vector<std::uint32_t> parts_;  // kParts for each octave from the first on
  std::uint64_t count_ = 0;
};

/// What a summary tells.
struct Summary {
  std::vector<std::pair<double, double>> quantiles;  // share and value
  double sum = 0;                                    // of all values ever
  std::uint64_t count = 0;
};

/// A sketch of the last ten minutes, which goes on in steps of two. One thread at a time.
class SlidingSketch {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kStep{2};
  static constexpr std::size_t kSteps = 5;

  void observe(double value, Clock::time_point now);
  /// Adds what is young enough to the other.
  void add_to(Sketch& all, Clock::time_point now);

 private:
  void forget_old(Clock::time_point now);

  std::array<Sketch, kSteps> steps_;
  std::int64_t current_ = 0;  // number of the step, counted from the clock's beginning
};

}  // namespace modus::observe
