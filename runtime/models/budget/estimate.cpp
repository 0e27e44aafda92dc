// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/estimate.h"

#include <algorithm>

#include "runtime/models/budget/amounts.h"

namespace modus::models::budget {
namespace {

// English has four bytes a token, other languages fewer.
constexpr std::uint64_t kBytesPerToken = 3;

// A run without blanks and quotes that is so long is no text, but a picture or a sound in base64.
// Its tokens have little to do with its bytes.
constexpr std::size_t kLongestWord = 2048;
constexpr std::uint64_t kTokensOfPicture = 2000;

std::uint64_t tokens_in_request(std::string_view request) {
  std::uint64_t bytes = 0;
  std::uint64_t pictures = 0;
  while (!request.empty()) {
    const std::size_t word = std::min(request.find_first_of(" \",\\"), request.size());
    if (word > kLongestWord) {
      ++pictures;
    } else {
      bytes += word;
    }
    bytes += word < request.size() ? 1 : 0;
    request.remove_prefix(std::min(word + 1, request.size()));
  }
  return bytes / kBytesPerToken + 1 + pictures * kTokensOfPicture;
}

}  // namespace

Estimate estimate(const Format* format, std::string_view request) {
  Estimate result{.usage = {.input = tokens_in_request(request), .output = kUsualOutput}};
  if (format == nullptr) return result;
  const auto parsed = json::parse(request);
  if (!parsed || !parsed->is_object()) return result;
  if (const auto most = format->most_output_of(parsed->get_object())) {
    result.usage.output = std::min(*most, kMostOfOne);
    result.is_bounded = true;
  }
  return result;
}

}  // namespace modus::models::budget
