// SPDX-License-Identifier: Apache-2.0
// Records of the history as bytes, one by one and in batches. Texts stand in them as they are, so
// that what must not be written can be looked for in all of a record at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/store/inference.h"

namespace modus::store {

/// A record: what is usually the same as in the one before, and the rest.
struct Record {
  enum class Kind : char { kInference = 'i', kExecution = 'x' };

  Kind kind;
  std::string_view head;
  std::string_view body;
};

/// All of it but its number.
std::string encode(const InferenceView& inference);
std::string encode(const Inference& inference);
std::string encode(const Execution& execution);

/// The parts of what encode() gave.
Record parts_of(std::string_view record);

/// Nothing when the record is of another kind, or no record.
std::optional<Inference> decode_inference(const Record& record);
std::optional<Execution> decode_execution(const Record& record);

/// Records as they go into the file. A head is written when it differs from that of the last record
/// of its kind.
class Batch {
 public:
  void add(std::string_view record);  // as encode() gives it
  void clear();                       // the usual room in memory stays for the next

  bool is_empty() const { return bytes_.empty(); }
  const std::string& bytes() const { return bytes_; }
  std::int64_t inferences() const { return inferences_; }
  std::int64_t executions() const { return executions_; }

 private:
  struct Place {
    std::size_t at = 0;
    std::size_t size = 0;
  };

  std::string bytes_;
  std::int64_t inferences_ = 0;
  std::int64_t executions_ = 0;
  Place inference_head_;  // in the bytes
  Place execution_head_;
};

/// Reads a batch, whose bytes must outlive it and the records it gives.
class BatchReader {
 public:
  explicit BatchReader(std::string_view bytes) : rest_(bytes) {}

  /// Nothing at the end, or at what is no record: then is_good() is false.
  std::optional<Record> next();
  bool is_good() const { return is_good_; }

 private:
  std::string_view rest_;
  std::string_view inference_head_;
  std::string_view execution_head_;
  bool is_good_ = true;
};

}  // namespace modus::store
