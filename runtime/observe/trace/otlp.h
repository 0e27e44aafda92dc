// SPDX-License-Identifier: Apache-2.0
// The OpenTelemetry Protocol: traces as Protocol Buffers
// (https://opentelemetry.io/docs/specs/otlp/).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/observe/trace/tracer.h"

namespace modus::observe {

/// What the spans come from: attributes such as service.name.
using Resource = std::vector<std::pair<std::string, std::string>>;

/// An ExportTraceServiceRequest.
std::string encode_spans(const Resource& resource, const Tracer::Batch& spans);

/// What a collector that took the request has to say about it.
struct ExportReply {
  std::int64_t rejected = 0;  // spans
  std::string message;        // why, or a warning; empty: nothing
};

/// Reads an ExportTraceServiceResponse. What is none says nothing.
ExportReply decode_reply(std::string_view body);

/// The message of a google.rpc.Status, which a refusal has for its body; empty when it has none.
std::string decode_refusal(std::string_view body);

}  // namespace modus::observe
