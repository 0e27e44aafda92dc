// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/trace_headers.h"

#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>

namespace modus::connect {

void add_trace(Headers& headers, const observe::TraceContext& trace) {
  constexpr std::string_view kParent = "traceparent";
  if (!trace.is_valid()) return;
  const bool is_there = std::ranges::any_of(headers, [&](const auto& header) {
    return boost::algorithm::iequals(header.first, kParent);
  });
  if (is_there) return;
  headers.emplace_back(kParent, observe::format_traceparent(trace));
  if (trace.state) headers.emplace_back("tracestate", *trace.state);
}

}  // namespace modus::connect
