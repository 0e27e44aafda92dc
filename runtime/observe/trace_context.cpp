// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace_context.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <span>

#include "runtime/base/ids.h"

namespace modus::observe {
namespace {

// version "-" trace-id "-" parent-id "-" flags
constexpr std::size_t kVersionEnd = 2;
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kLength = 55;
constexpr std::size_t kLongestState = 512;  // what the recommendation asks to be passed on

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;  // upper case is not allowed
}

/// Two digits for each byte.
bool read_hex(std::string_view text, std::span<std::byte> bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = digit_of(text[2 * i]);
    const int low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::byte>(high << 4 | low);
  }
  return true;
}

void write_hex(std::span<const std::byte> bytes, char* to) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const std::byte byte : bytes) {
    *to++ = kDigits[std::to_integer<unsigned>(byte) >> 4];
    *to++ = kDigits[std::to_integer<unsigned>(byte) & 15];
  }
}

template <std::size_t N>
std::string hex_of(const std::array<std::byte, N>& id) {
  std::string text(2 * N, '0');
  write_hex(id, text.data());
  return text;
}

std::mt19937_64 seeded_generator() {
  std::array<std::uint32_t, 8> seed;
  fill_random(std::as_writable_bytes(std::span(seed)));
  std::seed_seq sequence(seed.begin(), seed.end());
  return std::mt19937_64(sequence);
}

template <class Id>
Id make_id() {
  thread_local std::mt19937_64 generator = seeded_generator();
  Id id{};
  while (id == Id{}) {
    for (std::size_t i = 0; i < id.size(); i += sizeof(std::uint64_t)) {
      const std::uint64_t bits = generator();
      std::memcpy(id.data() + i, &bits, sizeof bits);
    }
  }
  return id;
}

bool is_header_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

TraceId make_trace_id() { return make_id<TraceId>(); }
SpanId make_span_id() { return make_id<SpanId>(); }

std::optional<TraceContext> parse_trace_context(std::string_view traceparent,
                                                std::string_view tracestate) {
  if (traceparent.size() < kLength || traceparent[kVersionEnd] != '-' ||
      traceparent[kSpanAt - 1] != '-' || traceparent[kFlagsAt - 1] != '-')
    return {};
  std::array<std::byte, 1> version;
  std::array<std::byte, 1> flags;
  TraceContext context;
  if (!read_hex(traceparent, version) ||
      !read_hex(traceparent.substr(kTraceAt), context.trace_id) ||
      !read_hex(traceparent.substr(kSpanAt), context.span_id) ||
      !read_hex(traceparent.substr(kFlagsAt), flags))
    return {};
  // Later versions may have more to say, after another dash.
  const bool ends_well = version[0] == std::byte{0}
                             ? traceparent.size() == kLength
                             : traceparent.size() == kLength || traceparent[kLength] == '-';
  if (version[0] == std::byte{0xff} || !ends_well || context.trace_id == TraceId{} ||
      context.span_id == SpanId{})
    return {};
  context.flags = std::to_integer<std::uint8_t>(flags[0]) & TraceContext::kSampled;
  if (!tracestate.empty() && tracestate.size() <= kLongestState && is_header_text(tracestate))
    context.state = std::make_shared<const std::string>(tracestate);
  return context;
}

std::string format_traceparent(const TraceContext& context) {
  std::string text = "00-00000000000000000000000000000000-0000000000000000-00";
  write_hex(context.trace_id, text.data() + kTraceAt);
  write_hex(context.span_id, text.data() + kSpanAt);
  if (context.is_sampled()) text.back() = '1';
  return text;
}

std::string to_hex(const TraceId& id) { return hex_of(id); }
std::string to_hex(const SpanId& id) { return hex_of(id); }

}  // namespace modus::observe
