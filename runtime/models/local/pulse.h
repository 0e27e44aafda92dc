// SPDX-License-Identifier: Apache-2.0
// Tells a server that is busy from one that hangs: stopped, or waiting for itself.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace modus::models::local {

/// Of one process, which is looked at now and then. Under load a server may not answer for long,
/// but it computes.
class Pulse {
 public:
  /// So many looks in a row must find that it neither computes nor answers.
  static constexpr unsigned kLooks = 3;

  /// Whether it hangs, by this look and those before. `computed` is the CPU time that it took so
  /// far, in any unit; nothing when that is not known: then nobody can tell. It is asked whether it
  /// answers only when it has not computed since the last look.
  bool is_lost(std::optional<std::uint64_t> computed, const std::function<bool()>& answers);

 private:
  std::optional<std::uint64_t> last_;
  unsigned misses_ = 0;
};

}  // namespace modus::models::local
