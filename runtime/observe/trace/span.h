// SPDX-License-Identifier: Apache-2.0
// A span: a piece of work with a beginning and an end, told to whoever collects traces.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/observe/trace_context.h"

namespace modus::observe {

class Tracer;

/// Numbered as in OTLP.
enum class SpanKind : std::uint8_t {
  kInternal = 1,
  kServer = 2,  // done for somebody else
  kClient = 3,  // waits for somebody else
};

using AttributeValue =
    std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;

/// A span as it is told.
struct SpanRecord {
  TraceContext context;
  SpanId parent{};  // zero: none
  bool parent_is_remote = false;
  std::string name;
  SpanKind kind = SpanKind::kInternal;
  std::chrono::system_clock::time_point started_at;
  std::chrono::nanoseconds duration{};
  std::vector<std::pair<std::string_view, AttributeValue>> attributes;  // keys are literals
  std::optional<std::string> error;                                     // why it failed
};

/// Whether the parent's work is done by another process.
enum class ParentIs { kHere, kElsewhere };

/// A span under way; ends with end() or its destruction. Where nobody traces, and in traces that
/// are not sampled, it is not recorded: then it allocates nothing, and all but context() does
/// nothing. One thread at a time.
class Span {
 public:
  Span() = default;
  /// A null tracer records nothing; a parent that is not valid begins a trace. The tracer must
  /// outlive the span.
  Span(Tracer* tracer, const TraceContext& parent, std::string_view name, SpanKind kind,
       ParentIs where = ParentIs::kHere);
  Span(Span&& other) noexcept = default;
  Span& operator=(Span&& other) noexcept;
  ~Span() { end(); }

  bool is_recorded() const { return record_ != nullptr; }
  /// What stands beneath it has this for its parent. The parent's own when there is no span.
  const TraceContext& context() const { return context_; }

  void rename(std::string name);
  void set_kind(SpanKind kind);
  /// Each key once; the key is a literal. Values never hold a secret.
  void set(std::string_view key, AttributeValue value);
  /// `type` names the kind of error, one of few; `message` is for a person, and may be empty.
  void fail(std::string_view type, std::string message);
  void end();

 private:
  Tracer* tracer_ = nullptr;
  TraceContext context_;
  std::unique_ptr<SpanRecord> record_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace modus::observe
