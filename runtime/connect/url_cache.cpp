// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/url_cache.h"

#include <algorithm>

namespace modus::connect {

Result<std::shared_ptr<const Url>> UrlCache::parse(const std::string& text) {
  const auto known =
      std::ranges::find(kept_, text, &std::pair<std::string, std::shared_ptr<const Url>>::first);
  if (known != kept_.end()) return known->second;
  MODUS_TRY(parsed, parse_url(text));
  auto url = std::make_shared<const Url>(std::move(parsed));
  if (text.size() > kLongest) return url;
  if (kept_.size() < kMost) {
    kept_.emplace_back(text, url);
  } else {
    kept_[oldest_] = {text, url};
    oldest_ = (oldest_ + 1) % kMost;
  }
  return url;
}

}  // namespace modus::connect
