// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/url_query.h"

#include <algorithm>
#include <charconv>

namespace modus::serve {
namespace {

enum class Plus { kIsPlus, kIsSpace };

std::string decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '+' && plus == Plus::kIsSpace) {
      decoded += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() &&
               std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
                   text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::string decode_url_path(std::string_view path) { return decode(path, Plus::kIsPlus); }

std::optional<std::string> find_url_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (decode(pair.substr(0, equals), Plus::kIsSpace) != name) continue;
    return equals == pair.npos ? std::string() : decode(pair.substr(equals + 1), Plus::kIsSpace);
  }
  return std::nullopt;
}

}  // namespace modus::serve
