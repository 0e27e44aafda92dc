// SPDX-License-Identifier: Apache-2.0
// What calls are measured with.
#pragma once

namespace modus::observe {

class FunctionMetrics;
class Tracer;

/// Either may be null: then nobody wants to know. Both must outlive what they measure.
struct Telemetry {
  Tracer* tracer = nullptr;
  FunctionMetrics* functions = nullptr;
};

}  // namespace modus::observe
