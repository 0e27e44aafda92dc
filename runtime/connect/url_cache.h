// SPDX-License-Identifier: Apache-2.0
// The URLs that were parsed of late: most requests go to the same few.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/connect/url.h"

namespace modus::connect {

/// Belongs to one thread; what it gives may outlive it.
class UrlCache {
 public:
  static constexpr std::size_t kMost = 16;
  static constexpr std::size_t kLongest = 512;  // of a URL that is kept

  /// As parse_url().
  Result<std::shared_ptr<const Url>> parse(const std::string& text);

 private:
  std::vector<std::pair<std::string, std::shared_ptr<const Url>>> kept_;
  std::size_t oldest_ = 0;
};

}  // namespace modus::connect
