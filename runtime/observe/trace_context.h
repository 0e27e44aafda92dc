// SPDX-License-Identifier: Apache-2.0
// Where a piece of work stands among all that is done for one request, here and in other services:
// the W3C's Trace Context (https://www.w3.org/TR/trace-context/).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace modus::observe {

/// Identifiers as they go over the wire; all zero: none.
using TraceId = std::array<std::byte, 16>;
using SpanId = std::array<std::byte, 8>;

/// Random, never zero. Any thread; good for telling things apart, not for secrets.
TraceId make_trace_id();
SpanId make_span_id();

/// A span's place. A value; copies share the state. Default: no trace.
struct TraceContext {
  static constexpr std::uint8_t kSampled = 1;

  TraceId trace_id{};
  SpanId span_id{};
  std::uint8_t flags = 0;
  /// What other systems on the way want passed on (the tracestate header); null: nothing.
  std::shared_ptr<const std::string> state = {};

  bool is_valid() const { return span_id != SpanId{}; }
  bool is_sampled() const { return (flags & kSampled) != 0; }
};

/// The context that a request's headers traceparent and tracestate tell; nothing when the first is
/// not exactly what the recommendation says. A state that is too long or no header text is left
/// out.
std::optional<TraceContext> parse_trace_context(std::string_view traceparent,
                                                std::string_view tracestate = {});

/// The value of the traceparent header, in version 00. The context must be valid.
std::string format_traceparent(const TraceContext& context);

/// In lower-case hexadecimal digits, as traces are named elsewhere.
std::string to_hex(const TraceId& id);
std::string to_hex(const SpanId& id);

}  // namespace modus::observe
