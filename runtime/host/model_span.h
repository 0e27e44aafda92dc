// SPDX-License-Identifier: Apache-2.0
// How a call of a model shows in a trace: OpenTelemetry's conventions for generative AI
// (https://opentelemetry.io/docs/specs/semconv/gen-ai/).
#pragma once

#include <span>

#include "runtime/base/result.h"
#include "runtime/host/model_attributes.h"
#include "runtime/observe/trace/span.h"
#include "runtime/observe/trace/tracer.h"
#include "runtime/types/value.h"

namespace modus::host {

/// Names the span and adds what the journal's attributes (docs/journal.md), the request and its
/// answer tell; their texts only when `content` says so. Does nothing when the attributes name no
/// model: then it is no such call.
void describe_model_call(observe::Span& span, const Attributes& known,
                         std::span<const types::Value> arguments,
                         const Result<types::Value>& answer, observe::MessageContent content);

}  // namespace modus::host
