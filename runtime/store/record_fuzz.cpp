// SPDX-License-Identifier: Apache-2.0
// Any bytes as a batch of the history's records: read to the end or refused; what was read is
// written and read again to the same.
#include <cstdint>
#include <cstdlib>

#include "runtime/store/record.h"

namespace modus::store {
namespace {

// Writing has one form for each number, where reading takes several.
template <class Read>
void check(const Record& record, Read read) {
  const auto first = read(record);
  if (!first) return;
  const std::string written = encode(*first);
  const auto second = read(parts_of(written));
  if (!second || encode(*second) != written) std::abort();
}

void read_all(std::string_view bytes) {
  BatchReader reader(bytes);
  Batch batch;
  while (const auto record = reader.next()) {
    check(*record, decode_inference);
    check(*record, decode_execution);
    if (const auto inference = decode_inference(*record)) batch.add(encode(*inference));
    if (const auto execution = decode_execution(*record)) batch.add(encode(*execution));
  }
  BatchReader again(batch.bytes());
  std::int64_t count = 0;
  while (const auto record = again.next()) {
    if (!decode_inference(*record) && !decode_execution(*record)) std::abort();
    ++count;
  }
  if (!again.is_good() || count != batch.inferences() + batch.executions()) std::abort();
}

}  // namespace
}  // namespace modus::store

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::store::read_all({reinterpret_cast<const char*>(data), size});
  return 0;
}
