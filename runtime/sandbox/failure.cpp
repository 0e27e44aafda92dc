// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

constexpr std::string_view kExitMessage = "the guest ended with exit code ";

std::string_view trap_kind(wasmtime_trap_code_t code) {
  switch (code) {
    case WASMTIME_TRAP_CODE_STACK_OVERFLOW: return "stack overflow";
    case WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS: return "out of bounds memory access";
    case WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS: return "invalid table access";
    case WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL: return "invalid table access";
    case WASMTIME_TRAP_CODE_BAD_SIGNATURE: return "indirect call type mismatch";
    case WASMTIME_TRAP_CODE_INTEGER_OVERFLOW: return "integer overflow";
    case WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO: return "integer divide by zero";
    case WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER: return "invalid conversion to integer";
    case WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED: return "unreachable";
    case WASMTIME_TRAP_CODE_NULL_REFERENCE: return "null reference";
    default: return "trap";
  }
}

std::string describe_frames(const FrameVector& frames) {
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(frames.size, kShown); ++i) {
    const wasm_name_t* name = wasmtime_frame_func_name(frames.data[i]);
    text += i == 0 ? "\nwasm stack trace:\n\t" : "\n\t";
    text += name ? std::string(to_view(*name))
                 : fmt::format("function {}", wasm_frame_func_index(frames.data[i]));
  }
  if (frames.size > kShown) text += fmt::format("\n\t… {} more", frames.size - kShown);
  return text;
}

Error memory_error(std::uint64_t limit) {
  return Error(ErrorCode::kResourceExhausted,
               fmt::format("the function needs more memory than its limit of {}; raise "
                           "limits.memoryBytes in modus.json or --memory",
                           describe_bytes(limit)));
}

}  // namespace

std::string describe_bytes(std::uint64_t bytes) {
  if (bytes % (1u << 20) == 0) return fmt::format("{} MB", bytes >> 20);
  if (bytes % (1u << 10) == 0) return fmt::format("{} KB", bytes >> 10);
  return fmt::format("{} bytes", bytes);
}

Error describe_trap(const wasm_trap_t& trap, const modus_memory_limit& memory,
                    std::uint64_t stack_limit) {
  FrameVector frames;
  wasm_trap_trace(&trap, &frames);
  wasmtime_trap_code_t code = 0xff;
  wasmtime_trap_code(&trap, &code);
  if (code == WASMTIME_TRAP_CODE_STACK_OVERFLOW) {
    return Error(ErrorCode::kResourceExhausted,
                 fmt::format("the function's calls nest deeper than its stack limit of {} allows; "
                             "raise limits.stackBytes in modus.json or --stack{}",
                             describe_bytes(stack_limit), describe_frames(frames)));
  }
  // What allocators do when their memory may not grow.
  if (code == WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED && memory.refused) {
    return memory_error(memory.max_bytes);
  }
  return Error(ErrorCode::kGuestTrap,
               fmt::format("wasm error: {}{}", trap_kind(code), describe_frames(frames)));
}

Error describe_error(const wasmtime_error_t& error, const EngineOptions& options,
                     const modus_memory_limit& memory) {
  const std::string message = to_message(error);
  if (message.find("maximum concurrent") != message.npos) {
    return Error(ErrorCode::kResourceExhausted,
                 fmt::format("more functions run at once than the limit of {} allows",
                             options.max_instances));
  }
  if (message.find("reached a function that waits") != message.npos) {
    return Error(ErrorCode::kGuestTrap, "a helper function of the module calls a host function");
  }
  if (memory.refused) return memory_error(memory.max_bytes);
  return Error(ErrorCode::kGuestTrap, "wasm error: " + message);
}

Error exit_error(std::uint32_t code) {
  return Error(ErrorCode::kGuestExit, fmt::format("{}{}", kExitMessage, code));
}

std::optional<std::uint32_t> exit_code(const Error& error) {
  for (const Error* e = &error; e; e = e->cause()) {
    const std::string_view message = e->message();
    if (e->code() != ErrorCode::kGuestExit || !message.starts_with(kExitMessage)) continue;
    std::uint32_t code = 0;
    const std::string_view digits = message.substr(kExitMessage.size());
    const auto parsed = std::from_chars(digits.begin(), digits.end(), code);
    if (parsed.ec == std::errc() && parsed.ptr == digits.end()) return code;
  }
  return {};
}

}  // namespace modus::sandbox
