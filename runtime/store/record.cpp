// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/record.h"

#include <concepts>

#include "runtime/store/record_fields.h"

namespace modus::store {
namespace {

using Kind = Record::Kind;

constexpr std::size_t kLengthBytes = 4;  // of a head's length in a record by itself

template <class T>
concept AnExecution = std::same_as<std::remove_const_t<T>, Execution>;

// What is read is written in the same order: these name the fields for both.
void head_fields(auto& fields, auto& inference) {
  auto& plugin = inference.plugin;
  fields(inference.model_hash, inference.model_name, inference.provider, inference.provider_model,
         inference.answered_by, inference.call, inference.function, inference.format, plugin.id,
         plugin.name, plugin.version, plugin.language, plugin.sdk_version, plugin.build_id,
         plugin.build_time, plugin.git_repo, plugin.git_commit);
}

void body_fields(auto& fields, auto& inference) {
  fields(inference.id, inference.execution_id, inference.sequence, inference.trace_id,
         inference.started_at, inference.duration, inference.first_token_us, inference.attempts,
         inference.cached, inference.streamed, inference.tokens_in, inference.tokens_out,
         inference.tokens_cached, inference.cost_micros, inference.finish_reason, inference.error,
         inference.answer, inference.input, inference.output);
}

// What earlier versions did not write: such fields stand at the end when they say something.
void later_fields(FieldWriter& fields, const auto& inference) {
  if (!inference.root_execution_id.empty()) fields(inference.root_execution_id);
}
void later_fields(FieldReader& fields, Inference& inference) {
  if (!fields.is_at_end()) fields(inference.root_execution_id);
}

void head_fields(auto& fields, AnExecution auto& execution) {
  fields(execution.function, execution.build_id, execution.time_zone, execution.selection);
}

void body_fields(auto& fields, AnExecution auto& execution) {
  fields(execution.id, execution.started_at, execution.duration, execution.claims, execution.error,
         execution.dropped, execution.arguments, execution.result, execution.calls);
}

void later_fields(FieldWriter&, const Execution&) {}
void later_fields(FieldReader&, Execution&) {}

std::string encode_as(Kind kind, const auto& what, std::size_t texts) {
  constexpr std::size_t kOthers = 512;  // about what numbers and names take
  std::string record;
  record.reserve(texts + kOthers);
  record += static_cast<char>(kind);
  record.append(kLengthBytes, '\0');
  FieldWriter fields(record);
  head_fields(fields, what);
  const std::size_t head = record.size() - 1 - kLengthBytes;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    record[1 + i] = static_cast<char>(head >> (8 * i) & 0xff);
  body_fields(fields, what);
  later_fields(fields, what);
  return record;
}

template <class What>
std::optional<What> decode(const Record& record) {
  What what;
  FieldReader head(record.head);
  head_fields(head, what);
  FieldReader body(record.body);
  body_fields(body, what);
  later_fields(body, what);
  if (!head.is_good() || !body.is_good()) return std::nullopt;
  return what;
}

}  // namespace

std::string encode(const InferenceView& inference) {
  return encode_as(Kind::kInference, inference, inference.input.size() + inference.output.size());
}

std::string encode(const Inference& inference) {
  return encode_as(Kind::kInference, inference, inference.input.size() + inference.output.size());
}

std::string encode(const Execution& execution) {
  return encode_as(Kind::kExecution, execution, execution.bytes());
}

Record parts_of(std::string_view record) {
  std::size_t head = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    head |= static_cast<std::size_t>(static_cast<unsigned char>(record[1 + i])) << (8 * i);
  const std::string_view fields = record.substr(1 + kLengthBytes);
  return {static_cast<Kind>(record.front()), fields.substr(0, head), fields.substr(head)};
}

std::optional<Inference> decode_inference(const Record& record) {
  return record.kind == Kind::kInference ? decode<Inference>(record) : std::nullopt;
}

std::optional<Execution> decode_execution(const Record& record) {
  return record.kind == Kind::kExecution ? decode<Execution>(record) : std::nullopt;
}

void Batch::add(std::string_view record) {
  const Record parts = parts_of(record);
  const bool is_inference = parts.kind == Kind::kInference;
  ++(is_inference ? inferences_ : executions_);
  Place& last = is_inference ? inference_head_ : execution_head_;
  FieldWriter fields(bytes_);
  bytes_ += static_cast<char>(parts.kind);
  if (std::string_view(bytes_).substr(last.at, last.size) == parts.head) {
    fields.write(std::string_view());
  } else {
    fields.write(parts.head);
    last = {bytes_.size() - parts.head.size(), parts.head.size()};
  }
  fields.write(parts.body);
}

void Batch::clear() {
  constexpr std::size_t kUsual = 1 << 20;
  bytes_.clear();
  if (bytes_.capacity() > kUsual) bytes_.shrink_to_fit();
  inferences_ = executions_ = 0;
  inference_head_ = execution_head_ = {};
}

std::optional<Record> BatchReader::next() {
  if (rest_.empty()) return std::nullopt;
  FieldReader fields(rest_.substr(1));
  const auto kind = static_cast<Kind>(rest_.front());
  const std::string_view head = fields.read_text();
  const std::string_view body = fields.read_text();
  is_good_ = fields.is_good() && (kind == Kind::kInference || kind == Kind::kExecution);
  if (!is_good_) return std::nullopt;
  rest_.remove_prefix(static_cast<std::size_t>(body.data() + body.size() - rest_.data()));
  std::string_view& last = kind == Kind::kInference ? inference_head_ : execution_head_;
  if (!head.empty()) last = head;
  return Record{kind, last, body};
}

}  // namespace modus::store
