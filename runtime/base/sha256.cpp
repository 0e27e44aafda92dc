// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/sha256.h"

#include <array>
#include <cstdlib>

#include <openssl/evp.h>

namespace modus {

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, 32> digest{};
  // Fails only when memory is exhausted or the library is broken; a wrong digest would be worse.
  if (EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    std::abort();

  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (unsigned char byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace modus
