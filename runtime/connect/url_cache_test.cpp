// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/url_cache.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace modus::connect {
namespace {

TEST(UrlCache, ParsesWhatItKnowsOnlyOnce) {
  UrlCache cache;
  const auto first = cache.parse("http://Example.com/a/../b");
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->path, "/b");
  EXPECT_EQ(*cache.parse("http://Example.com/a/../b"), *first);
  EXPECT_NE(*cache.parse("http://Example.com/c"), *first);
}

TEST(UrlCache, ForgetsTheOldestAndNeverWhatItGave) {
  UrlCache cache;
  const auto first = *cache.parse("http://first/");
  for (std::size_t i = 0; i <= UrlCache::kMost; ++i) {
    const auto url = cache.parse(fmt::format("http://host{}/", i));
    EXPECT_EQ((*url)->host, fmt::format("host{}", i));
  }
  EXPECT_EQ(first->host, "first");
  EXPECT_NE(*cache.parse("http://first/"), first);
}

TEST(UrlCache, KeepsNoErrorsAndNoLongUrls) {
  UrlCache cache;
  EXPECT_FALSE(cache.parse("ftp://host/"));
  EXPECT_FALSE(cache.parse("ftp://host/"));
  const std::string url = "http://host/" + std::string(UrlCache::kLongest, 'x');
  EXPECT_NE(*cache.parse(url), *cache.parse(url));
}

}  // namespace
}  // namespace modus::connect
