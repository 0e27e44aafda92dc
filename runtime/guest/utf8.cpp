// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/utf8.h"

#include "runtime/json/escape.h"

namespace modus::guest {
namespace {

// How much of the text is well-formed.
std::size_t sound_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool is_ascii = static_cast<unsigned char>(text[at]) < 0x80;
    const std::size_t length = is_ascii ? 1 : json::sequence_length(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

}  // namespace

std::string_view mend_utf8(std::string_view text, std::string& room) {
  std::size_t sound = sound_length(text);
  if (sound == text.size()) return text;
  room.clear();
  while (true) {
    room += text.substr(0, sound);
    text.remove_prefix(sound);
    if (text.empty()) return room;
    room += json::kReplacement;
    text.remove_prefix(1);
    sound = sound_length(text);
  }
}

}  // namespace modus::guest
