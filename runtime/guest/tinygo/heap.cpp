// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/heap.h"

#include <limits>

namespace modus::guest::tinygo {
namespace {

using sandbox::ValueType;
using sandbox::WasmValue;

// A helper counts only with the type it must have.
std::optional<std::size_t> find_helper(const sandbox::Outline& module, std::string_view name,
                                       std::size_t parameters, std::vector<ValueType> results) {
  const auto index = module.find_function(name);
  if (!index) return {};
  const sandbox::FunctionType& type = module.exported_functions()[*index].type;
  const std::vector<ValueType> expected(parameters, ValueType::kI32);
  return type.parameters == expected && type.results == results ? index : std::nullopt;
}

}  // namespace

Helpers find_helpers(const sandbox::Outline& module) {
  return {.malloc = find_helper(module, "malloc", 1, {ValueType::kI32}),
          .make_new = find_helper(module, "__new", 1, {ValueType::kI32}),
          .make = find_helper(module, "__make", 2, {ValueType::kI32}),
          .unpin = find_helper(module, "__unpin", 1, {}),
          .read_map = find_helper(module, "__read_map", 2, {ValueType::kI64}),
          .write_map = find_helper(module, "__write_map", 4, {})};
}

Result<std::uint64_t> Heap::call(std::optional<std::size_t> helper, std::string_view name,
                                 std::initializer_list<std::uint32_t> arguments) {
  if (!helper) {
    return fail(ErrorCode::kCorrupt,
                "the module lacks the function '{}' that the build generates; rebuild the app with "
                "\"modus build\"",
                name);
  }
  sandbox::WasmValues values;
  for (const std::uint32_t argument : arguments) values.push_back(WasmValue::i32(argument));
  MODUS_TRY(results, instance().call_now(*helper, values));
  return results.empty() ? 0 : results.front().bits;
}

Result<std::uint32_t> Heap::allocate_root(std::uint32_t size) {
  MODUS_TRY(pointer, call(helpers_.malloc, "malloc", {size}));
  return static_cast<std::uint32_t>(pointer);
}

Result<std::uint32_t> Heap::make_new(std::uint32_t id) {
  MODUS_TRY(pointer, call(helpers_.make_new, "__new", {id}));
  return static_cast<std::uint32_t>(pointer);
}

Result<std::uint32_t> Heap::make(std::uint32_t id, std::uint64_t count) {
  if (count > std::numeric_limits<std::int32_t>::max()) {
    return fail(ErrorCode::kResourceExhausted, "{} elements are too many for the guest", count);
  }
  MODUS_TRY(pointer, call(helpers_.make, "__make", {id, static_cast<std::uint32_t>(count)}));
  return static_cast<std::uint32_t>(pointer);
}

Result<void> Heap::unpin(std::uint32_t pointer) {
  MODUS_CHECK(call(helpers_.unpin, "__unpin", {pointer}));
  return {};
}

Result<Heap::Entries> Heap::read_map(std::uint32_t id, std::uint32_t variable) {
  MODUS_TRY(both, call(helpers_.read_map, "__read_map", {id, variable}));
  return Entries{static_cast<std::uint32_t>(both >> 32), static_cast<std::uint32_t>(both)};
}

Result<void> Heap::write_map(std::uint32_t id, std::uint32_t variable, Entries entries) {
  MODUS_CHECK(
      call(helpers_.write_map, "__write_map", {id, variable, entries.keys, entries.values}));
  return {};
}

}  // namespace modus::guest::tinygo
