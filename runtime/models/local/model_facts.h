// SPDX-License-Identifier: Apache-2.0
// What a model file says of itself: the part of the GGUF header that decides how the model is run.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "runtime/base/result.h"

namespace modus::models::local {

/// How a model makes one vector of a text's tokens; the numbers are the format's.
enum class Pooling : std::uint32_t { kNone = 0, kMean = 1, kFirst = 2, kLast = 3, kRank = 4 };

struct ModelFacts {
  std::uint32_t context_tokens = 0;  // the longest text; 0 when the file does not say
  std::uint32_t vector_length = 0;   // likewise
  std::optional<Pooling> pooling;    // absent in models that generate text
  bool has_words_for_tools = false;  // in the template by which a conversation becomes a text

  bool makes_embeddings() const {
    return pooling && *pooling != Pooling::kNone && *pooling != Pooling::kRank;
  }
};

/// Fails with kCorrupt when the file is no GGUF file, or its header ends early or is of a
/// version that is not known; kUnavailable when it cannot be read. The message names the file.
Result<ModelFacts> read_model_facts(const std::filesystem::path& file);

}  // namespace modus::models::local
