// SPDX-License-Identifier: Apache-2.0
// Any bytes as a streamed answer in each framing and format: the same bytes come to the same end
// however they are split.
//
// Input: a byte that chooses the format, one that chooses the framing, one for the size of the
// pieces, then the stream.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "runtime/models/formats/formats.h"
#include "runtime/models/formats/stream_reader.h"

namespace modus::models {
namespace {

constexpr std::size_t kMostBytes = 4096;  // of an event

struct Reading {
  std::string deltas;
  std::string end;

  bool operator==(const Reading&) const = default;
};

Reading read(const Format& format, Framing framing, std::string_view bytes, std::size_t piece) {
  Reading reading;
  StreamReader reader(
      format, framing,
      [&](const Delta& delta) { reading.deltas.append(delta.text).append(delta.tool) += '\n'; },
      kMostBytes);
  Result<void> fed;
  for (; fed && !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    fed = reader.feed(bytes.substr(0, piece));
  const auto answer = reader.finish();
  reading.end = answer ? *answer : answer.error().describe();
  if (fed.has_value() || !answer.has_value()) return reading;
  std::abort();  // a stream that was refused has no answer
}

void check(std::string_view input) {
  constexpr std::array kFramings{Framing::kServerSentEvents, Framing::kJsonLines,
                                 Framing::kAwsEvents};
  if (input.size() < 3) return;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(input[at]); };
  const auto& names = app::kModelFormats;
  const auto format = find_format(names[byte(0) % names.size()]);
  const Framing framing = kFramings[byte(1) % kFramings.size()];
  const std::size_t piece = 1u + byte(2);
  input.remove_prefix(3);
  if (read(*format, framing, input, piece) != read(*format, framing, input, input.size() + 1))
    std::abort();
}

}  // namespace
}  // namespace modus::models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::models::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
