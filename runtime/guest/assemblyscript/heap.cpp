// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/heap.h"

#include <limits>

namespace modus::guest::assemblyscript {

using sandbox::WasmValue;

Result<std::uint32_t> Heap::call(std::optional<std::size_t> helper,
                                 std::span<const WasmValue> arguments) {
  if (!helper) {
    return fail(ErrorCode::kCorrupt,
                "the module lacks a function of the AssemblyScript runtime; rebuild the app with "
                "\"modus build\"");
  }
  MODUS_TRY(results, instance().call_now(*helper, arguments));
  return results.empty() ? 0 : results.front().as_i32();
}

Result<std::uint32_t> Heap::allocate(std::uint64_t size, std::uint32_t class_id) {
  if (size > std::numeric_limits<std::int32_t>::max()) {
    return fail(ErrorCode::kResourceExhausted, "a value of {} bytes is too large for the guest",
                size);
  }
  const WasmValue arguments[] = {WasmValue::i32(static_cast<std::uint32_t>(size)),
                                 WasmValue::i32(class_id)};
  return call(helpers_.allocate, arguments);
}

Result<void> Heap::pin(std::uint32_t pointer) {
  const WasmValue pinned = WasmValue::i32(pointer);
  MODUS_CHECK(call(helpers_.pin, {&pinned, 1}));
  return {};
}

Result<void> Heap::unpin(std::uint32_t pointer) {
  const WasmValue pinned = WasmValue::i32(pointer);
  MODUS_CHECK(call(helpers_.unpin, {&pinned, 1}));
  return {};
}

Result<void> Heap::set_arguments_length(std::size_t count) {
  const WasmValue length = WasmValue::i32(static_cast<std::uint32_t>(count));
  MODUS_CHECK(call(helpers_.set_arguments_length, {&length, 1}));
  return {};
}

}  // namespace modus::guest::assemblyscript
