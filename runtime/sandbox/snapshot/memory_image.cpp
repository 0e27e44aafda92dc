// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/memory_image.h"

#include <algorithm>
#include <cstring>

namespace modus::sandbox::snapshot {
namespace {

constexpr std::size_t kGap = 4096;  // what the kernel maps at a time: a shorter gap saves nothing

bool is_zero(Bytes bytes) {
  return bytes.empty() || (bytes[0] == std::byte{0} &&
                           std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

std::vector<MemoryRange> filled_ranges(Bytes memory) {
  std::vector<MemoryRange> ranges;
  for (std::size_t start = 0; start < memory.size(); start += kGap) {
    const Bytes block = memory.subspan(start, std::min(kGap, memory.size() - start));
    if (is_zero(block)) continue;
    std::size_t from = start, to = start + block.size();
    while (memory[from] == std::byte{0}) ++from;
    while (memory[to - 1] == std::byte{0}) --to;
    if (!ranges.empty()) {
      const MemoryRange& before = ranges.back();
      if (from - (before.offset + before.contents.size()) < kGap) {
        from = before.offset;
        ranges.pop_back();
      }
    }
    ranges.push_back({from, memory.subspan(from, to - from)});
  }
  return ranges;
}

}  // namespace modus::sandbox::snapshot
