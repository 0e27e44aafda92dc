// SPDX-License-Identifier: Apache-2.0
// Any bytes as a streamed answer in each framing and format: the same bytes come to the same end
// however they are split.
//
// Input: a byte that chooses the format, one that chooses the framing, one for the size of the
// pieces, then the stream. With one of the framings each line is wrapped into a message of Amazon's
// (its first word is the event's type), whose checksums no fuzzer would guess.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include "runtime/models/formats/aws_message_for_test.h"
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

std::string wrapped(std::string_view lines) {
  std::string stream;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    const auto space = std::min(line.find(' '), line.size());
    stream += aws_event(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
  }
  return stream;
}

void check(std::string_view input) {
  constexpr std::array kFramings{Framing::kServerSentEvents, Framing::kJsonLines,
                                 Framing::kAwsEvents, Framing::kAwsEvents};
  if (input.size() < 3) return;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(input[at]); };
  const auto& names = app::kModelFormats;
  const auto format = find_format(names[byte(0) % names.size()]);
  const std::size_t choice = byte(1) % kFramings.size();
  const std::size_t piece = 1u + byte(2);
  input.remove_prefix(3);
  const std::string stream = choice == 3 ? wrapped(input) : std::string(input);
  const Framing framing = kFramings[choice];
  if (read(*format, framing, stream, piece) != read(*format, framing, stream, stream.size() + 1))
    std::abort();
}

}  // namespace
}  // namespace modus::models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::models::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
