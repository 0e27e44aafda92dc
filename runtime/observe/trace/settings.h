// SPDX-License-Identifier: Apache-2.0
// Tracing as OpenTelemetry's environment variables ask for it
// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/observe/trace/otlp.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::observe {

struct TraceSettings {
  std::string url;  // where spans go
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::milliseconds timeout{10'000};  // of a request
  std::chrono::milliseconds delay{5'000};     // spans are sent that often, or when a batch is full
  TracerOptions tracer;
  Resource resource;  // what the user says; service.name may be missing
};

/// A variable's value, if it is set.
using GetVariable = std::function<std::optional<std::string>(const char* name)>;

/// Nothing when spans are to go nowhere: without an endpoint, and where tracing is turned off.
/// Fails with kInvalidArgument, naming the variable and what it may be; a variable's value is told
/// only where it holds no secret.
Result<std::optional<TraceSettings>> read_trace_settings(const GetVariable& get);

}  // namespace modus::observe
