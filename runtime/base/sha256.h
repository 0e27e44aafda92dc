// SPDX-License-Identifier: Apache-2.0
// SHA-256, for naming things by their content and for telling whether a file is whole.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/base/bytes.h"

struct evp_md_ctx_st;

namespace modus {

/// A digest taken piece by piece; where the pieces end makes no difference. One thread at a time.
class Sha256 {
 public:
  using Digest = std::array<std::byte, 32>;

  Sha256();
  Sha256& add(Bytes bytes);
  Sha256& add(std::string_view text);
  /// Once, as the last call.
  Digest finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// Two lower-case hexadecimal digits for each byte.
std::string to_hex(Bytes bytes);

/// The text's digest as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view data);

}  // namespace modus
