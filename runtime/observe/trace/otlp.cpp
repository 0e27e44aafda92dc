// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/otlp.h"

#include <chrono>
#include <type_traits>

#include "runtime/observe/trace/protobuf.h"

namespace modus::observe {
namespace {

// Field numbers of opentelemetry/proto/{collector/trace,trace,common,resource}/v1.
namespace request {
constexpr int kResourceSpans = 1;
}
namespace resource_spans {
constexpr int kResource = 1, kScopeSpans = 2, kSchemaUrl = 3;
}
namespace scope_spans {
constexpr int kScope = 1, kSpans = 2;
}
namespace scope {
constexpr int kName = 1, kVersion = 2;
}
namespace resource_of_spans {
constexpr int kAttributes = 1;
}
namespace key_value {
constexpr int kKey = 1, kValue = 2;
}
namespace any_value {
constexpr int kString = 1, kBool = 2, kInt = 3, kDouble = 4, kArray = 5;
}
namespace array_value {
constexpr int kValues = 1;
}
namespace span {
constexpr int kTraceId = 1, kSpanId = 2, kTraceState = 3, kParentSpanId = 4, kName = 5, kKind = 6,
              kStart = 7, kEnd = 8, kAttributes = 9, kStatus = 15, kFlags = 16;
}
namespace status {
constexpr int kMessage = 2, kCode = 3;
constexpr int kError = 2;  // a code
}  // namespace status

// Bits of Span.flags above those of the W3C.
constexpr std::uint32_t kTellsIfRemote = 0x100;
constexpr std::uint32_t kIsRemote = 0x200;

constexpr std::string_view kSchema = "https://opentelemetry.io/schemas/1.41.0";

template <std::size_t N>
std::string_view bytes_of(const std::array<std::byte, N>& id) {
  return {reinterpret_cast<const char*>(id.data()), N};
}

std::uint64_t nanoseconds(auto duration) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count());
}

class Encoder {
 public:
  std::string encode(const Resource& resource, const Tracer::Batch& spans) {
    out_.message(request::kResourceSpans, [&] {
      out_.message(resource_spans::kResource, [&] {
        for (const auto& [key, value] : resource)
          attribute(resource_of_spans::kAttributes, key, value);
      });
      out_.message(resource_spans::kScopeSpans, [&] {
        out_.message(scope_spans::kScope, [&] {
          out_.text(scope::kName, "modus");
          out_.text(scope::kVersion, MODUS_VERSION);
        });
        for (const auto& each : spans)
          out_.message(scope_spans::kSpans, [&] { encode_span(*each); });
      });
      out_.text(resource_spans::kSchemaUrl, kSchema);
    });
    return out_.take();
  }

 private:
  void encode_span(const SpanRecord& record) {
    out_.bytes(span::kTraceId, bytes_of(record.context.trace_id));
    out_.bytes(span::kSpanId, bytes_of(record.context.span_id));
    if (record.context.state) out_.text(span::kTraceState, *record.context.state);
    if (record.parent != SpanId{}) out_.bytes(span::kParentSpanId, bytes_of(record.parent));
    out_.text(span::kName, record.name);
    out_.varint(span::kKind, static_cast<std::uint64_t>(record.kind));
    const std::uint64_t start = nanoseconds(record.started_at.time_since_epoch());
    out_.fixed64(span::kStart, start);
    out_.fixed64(span::kEnd, start + nanoseconds(record.duration));
    for (const auto& [key, value] : record.attributes) attribute(span::kAttributes, key, value);
    if (record.error) {
      out_.message(span::kStatus, [&] {
        if (!record.error->empty()) out_.text(status::kMessage, *record.error);
        out_.varint(status::kCode, status::kError);
      });
    }
    out_.fixed32(span::kFlags,
                 record.context.flags | kTellsIfRemote | (record.parent_is_remote ? kIsRemote : 0));
  }

  void attribute(std::uint32_t field, std::string_view key, const AttributeValue& value) {
    out_.message(field, [&] {
      out_.text(key_value::kKey, key);
      out_.message(key_value::kValue,
                   [&] { std::visit([&](const auto& held) { write(held); }, value); });
    });
  }

  void write(const std::string& value) { out_.text(any_value::kString, value); }
  void write(bool value) { out_.varint(any_value::kBool, value ? 1 : 0); }
  void write(std::int64_t value) {
    out_.varint(any_value::kInt, static_cast<std::uint64_t>(value));
  }
  void write(double value) { out_.number(any_value::kDouble, value); }
  void write(const std::vector<std::string>& values) {
    out_.message(any_value::kArray, [&] {
      for (const std::string& value : values)
        out_.message(array_value::kValues, [&] { write(value); });
    });
  }

  ProtobufWriter out_;
};

}  // namespace

std::string encode_spans(const Resource& resource, const Tracer::Batch& spans) {
  return Encoder().encode(resource, spans);
}

ExportReply decode_reply(std::string_view body) {
  constexpr int kPartialSuccess = 1;
  constexpr int kRejectedSpans = 1;
  constexpr int kErrorMessage = 2;
  ExportReply reply;
  ProtobufReader response(body);
  while (const auto field = response.next()) {
    if (field->number != kPartialSuccess) continue;
    ProtobufReader partial(field->bytes);
    while (const auto told = partial.next()) {
      if (told->number == kRejectedSpans) reply.rejected = static_cast<std::int64_t>(told->value);
      if (told->number == kErrorMessage) reply.message = told->bytes;
    }
  }
  return reply;
}

std::string decode_refusal(std::string_view body) {
  constexpr int kMessage = 2;
  ProtobufReader refusal(body);
  while (const auto field = refusal.next()) {
    if (field->number == kMessage) return std::string(field->bytes);
  }
  return {};
}

}  // namespace modus::observe
