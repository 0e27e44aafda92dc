// SPDX-License-Identifier: Apache-2.0
#include "runtime/base/sha256.h"

#include <cstdlib>
#include <span>

#include <openssl/evp.h>

namespace modus {
namespace {

// Fails only when memory is exhausted or the library is broken; a wrong digest would be worse.
void demand(int outcome) {
  if (outcome != 1) std::abort();
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  demand(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

Sha256& Sha256::add(Bytes bytes) {
  demand(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  return *this;
}

Sha256& Sha256::add(std::string_view text) { return add(std::as_bytes(std::span(text))); }

Sha256::Digest Sha256::finish() {
  Digest digest;
  auto* to = reinterpret_cast<unsigned char*>(digest.data());
  demand(EVP_DigestFinal_ex(context_.get(), to, nullptr));
  return digest;
}

std::string to_hex(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    hex += kDigits[std::to_integer<unsigned>(byte) >> 4];
    hex += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return hex;
}

std::string sha256_hex(std::string_view data) { return to_hex(Sha256().add(data).finish()); }

}  // namespace modus
