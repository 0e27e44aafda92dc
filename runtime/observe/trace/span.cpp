// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/span.h"

#include "runtime/observe/trace/tracer.h"

namespace modus::observe {

Span::Span(Tracer* tracer, const TraceContext& parent, std::string_view name, SpanKind kind,
           ParentIs where)
    : tracer_(tracer), context_(parent) {
  if (tracer_ == nullptr || !tracer_->begin(context_)) return;
  started_ = std::chrono::steady_clock::now();
  record_ = std::make_unique<SpanRecord>(
      SpanRecord{.context = context_,
                 .parent = parent.span_id,
                 .parent_is_remote = parent.is_valid() && where == ParentIs::kElsewhere,
                 .name = std::string(name),
                 .kind = kind,
                 .started_at = std::chrono::system_clock::now()});
}

Span& Span::operator=(Span&& other) noexcept {
  end();
  tracer_ = other.tracer_;
  context_ = std::move(other.context_);
  record_ = std::move(other.record_);
  started_ = other.started_;
  return *this;
}

void Span::rename(std::string name) {
  if (record_) record_->name = std::move(name);
}

void Span::set_kind(SpanKind kind) {
  if (record_) record_->kind = kind;
}

void Span::set(std::string_view key, AttributeValue value) {
  if (record_) record_->attributes.emplace_back(key, std::move(value));
}

void Span::fail(std::string_view type, std::string message) {
  if (!record_) return;
  set("error.type", std::string(type));
  record_->error = std::move(message);
}

void Span::end() {
  if (!record_) return;
  record_->duration = std::chrono::steady_clock::now() - started_;
  tracer_->take(std::move(record_));
}

}  // namespace modus::observe
