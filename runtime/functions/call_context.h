// SPDX-License-Identifier: Apache-2.0
// What every call carries: who asked, until when, and what the call said meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/base/deadline.h"
#include "runtime/observe/telemetry.h"
#include "runtime/observe/trace_context.h"

namespace modus::models::budget {
class RequestAccount;
}

namespace modus::functions {

/// What the calls of one request share. Immutable while they run; but a stream's call has one of
/// its own, whose deadline each value renews.
struct CallContext {
  Deadline deadline = Deadline::never();
  std::uint64_t max_memory_bytes = 64u << 20;
  std::uint64_t max_response_bytes = 16u << 20;  // of a call's result as JSON
  std::string time_zone;                         // IANA name; perhaps of no zone
  std::string claims_json;                       // the caller's verified JWT claims; empty: none
  /// What models take for the request and all that it causes; null: nobody counts.
  std::shared_ptr<models::budget::RequestAccount> account = {};
  observe::TraceContext trace;  // the span that the calls stand beneath
  /// Of a call within a call: the execution that the client asked for. Empty: this is one.
  std::string root = {};
  observe::Telemetry telemetry;
};

/// A line a function wrote: by logMessage, or to its standard output or error. The level is one of
/// debug, info, warning, error, fatal, or empty (contract section 1.6).
struct Message {
  std::string level;
  std::string text;

  bool is_error() const { return level == "error" || level == "fatal"; }
};

}  // namespace modus::functions
