// SPDX-License-Identifier: Apache-2.0
// What makes two model calls equal: the model, as it is defined, and the request, byte by byte.
#pragma once

#include <cstring>

#include "runtime/base/sha256.h"

namespace modus::models::resilience {

using AnswerKey = Sha256::Digest;

struct HashAnswerKey {
  std::size_t operator()(const AnswerKey& key) const {
    std::size_t hash;
    std::memcpy(&hash, key.data(), sizeof hash);  // as good as random already
    return hash;
  }
};

}  // namespace modus::models::resilience
