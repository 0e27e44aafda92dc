// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/accept.h"

#include <algorithm>

#include "runtime/serve/http/media_type.h"

namespace modus::serve {
namespace {

constexpr std::string_view kNames[] = {"application/graphql-response+json", "application/json",
                                       "text/event-stream", "multipart/mixed"};
constexpr std::uint16_t kMost = 1000;

/// "0.8" is 800. What is no weight counts as left out.
std::uint16_t quality(const MediaType& range) {
  const std::string_view text = range.parameter("q");
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return kMost;
  if (text[0] == '1') return kMost;
  std::uint16_t value = 0;
  std::uint16_t unit = 100;
  for (const char digit : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (digit < '0' || digit > '9') break;
    value = static_cast<std::uint16_t>(value + unit * (digit - '0'));
    unit /= 10;
  }
  return value;
}

}  // namespace

Accept::Accept(std::string_view header) {
  constexpr auto kJson = static_cast<int>(AnswerType::kJson);
  if (header.empty()) {
    quality_[kJson] = kMost;
    return;
  }
  // The most specific range that fits decides. A wildcard means JSON: what else there is, a client
  // must name.
  int specificity = 0;
  const auto wildcard = [&](int rank, std::uint16_t weight) {
    if (rank <= specificity) return;
    specificity = rank;
    quality_[kJson] = weight;
  };
  while (!header.empty()) {
    const MediaType range = take_media_type(header);
    const std::uint16_t weight = quality(range);
    if (range.is("*/*")) wildcard(1, weight);
    if (range.is("application/*")) wildcard(2, weight);
    for (int i = 0; i < kTypes; ++i) {
      if (!range.is(kNames[i])) continue;
      quality_[i] = weight;
      if (i == kJson) specificity = 3;
    }
    if (range.is("multipart/mixed") && range.parameter("deferSpec") == "20220824")
      form_ = graphql::IncrementalForm::k2022;
  }
}

std::optional<AnswerType> Accept::for_response() const {
  const auto* const best = std::ranges::max_element(quality_);
  if (*best == 0) return std::nullopt;
  return static_cast<AnswerType>(best - quality_);
}

std::optional<AnswerType> Accept::for_stream() const {
  const std::uint16_t events = quality_of(AnswerType::kEventStream);
  const std::uint16_t multipart = quality_of(AnswerType::kMultipart);
  if (events == 0 && multipart == 0) return std::nullopt;
  return multipart >= events ? AnswerType::kMultipart : AnswerType::kEventStream;
}

}  // namespace modus::serve
