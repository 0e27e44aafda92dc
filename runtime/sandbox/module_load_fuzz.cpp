// SPDX-License-Identifier: Apache-2.0
// Any bytes as a module: compiled, linked, started, each export called. Nothing may crash, and
// nothing may go on after its deadline. Input that begins with "(" is WebAssembly text.
#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "runtime/sandbox/testing.h"

// libFuzzer's: mutates in place, returns the new size.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace modus::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxCalls = 12;

TestBed& bed() {
  static TestBed bed({.max_instances = 4, .max_memory_bytes = 4u << 20});
  return bed;
}

WasmValue interesting(ValueType type, std::size_t i) {
  constexpr std::array<std::uint64_t, 6> kBits{
      0, 1, 65536, ~0ull, 1ull << 31 | 1ull << 63, 0x7ff8000000000001};
  const std::uint64_t bits = kBits[i % kBits.size()];
  const bool narrow = type == ValueType::kI32 || type == ValueType::kF32;
  return {type, narrow ? bits & 0xffffffff : bits};
}

// Every import is provided. By the length of its name it answers at once, later, wrongly or never.
HostFunction provide(std::string_view, std::string_view name, const FunctionType& type) {
  const auto answer = [type](Instance&) -> Result<std::optional<WasmValue>> {
    if (type.results.empty()) return std::nullopt;
    return WasmValue{type.results[0], 1};
  };
  return [answer, way = name.size() % 5](HostCall call) {
    if (way == 0) return;  // the call is dropped
    if (way == 1) {
      call.finish([](Instance&) -> Result<std::optional<WasmValue>> {
        return fail(ErrorCode::kUnavailable, "no");
      });
    } else if (way == 2) {
      call.instance().loop().post(
          [answer, call = std::move(call)]() mutable { call.finish(answer); });
    } else {
      call.finish(answer);
    }
  };
}

void call_exports(const std::shared_ptr<const Program>& program, const Module& module) {
  std::unique_ptr<Instance> instance;
  for (std::size_t i = 0; i < std::min(module.exported_functions().size(), kMaxCalls); ++i) {
    if (!instance) {
      auto started =
          bed().start(program, {.deadline = Deadline::after(15ms), .max_memory_bytes = 2u << 20});
      if (!started) return;
      instance = *std::move(started);
    }
    const ExportedFunction& function = module.exported_functions()[i];
    WasmValues arguments;
    for (const ValueType type : function.type.parameters) {
      arguments.push_back(interesting(type, i + arguments.size()));
    }
    if (i % 4 == 3) {
      // Ended in the middle: whatever runs or waits goes away with it.
      instance->call(i, arguments, [](auto&&) {});
      instance.reset();
    } else if (!bed().call(*instance, function.name, arguments)) {
      instance.reset();
    }
  }
}

void load(Bytes wasm) {
  const auto module = bed().engine().compile(wasm);
  if (!module) return;
  for (const std::string_view name : {"modus_metadata", "name", ""}) {
    (void)(*module)->custom_section(name);
  }
  const auto program = bed().engine().link(*module, provide);
  if (program) call_exports(*program, **module);
}

// --- mutations that leave a module valid more often than chance would ---

// Opcodes that may stand for one another, since they take and give the same types.
constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 14> kAlike{{{0x46, 0x4f},
                                                                        {0x51, 0x5a},
                                                                        {0x5b, 0x60},
                                                                        {0x61, 0x66},
                                                                        {0x67, 0x69},
                                                                        {0x6a, 0x78},
                                                                        {0x79, 0x7b},
                                                                        {0x7c, 0x8a},
                                                                        {0x8b, 0x91},
                                                                        {0x92, 0x98},
                                                                        {0x99, 0x9f},
                                                                        {0xa0, 0xa6},
                                                                        {0x0c, 0x0d},
                                                                        {0x20, 0x22}}};

void swap_operations(std::span<std::uint8_t> wasm, std::minstd_rand& random) {
  for (int tries = 0; tries < 64; ++tries) {
    std::uint8_t& byte = wasm[random() % wasm.size()];
    for (const auto& [first, last] : kAlike) {
      if (byte < first || byte > last) continue;
      byte = static_cast<std::uint8_t>(first + random() % (last - first + 1u));
      if (random() % 3 == 0) return;
    }
  }
}

struct Piece {
  std::size_t length_at;  // where its length stands, as LEB128
  std::size_t begin;
  std::size_t end;
};

// The sections or, of a code section, the bodies; stops at the first one that does not fit.
std::vector<Piece> find_pieces(std::span<const std::uint8_t> wasm, std::size_t at, bool have_ids) {
  std::vector<Piece> pieces;
  while (at + 1 < wasm.size()) {
    const std::size_t length_at = have_ids ? at + 1 : at;
    std::size_t length = 0;
    at = length_at;
    for (int shift = 0; at < wasm.size() && shift < 35; shift += 7) {
      length |= static_cast<std::size_t>(wasm[at] & 0x7f) << shift;
      if (!(wasm[at++] & 0x80)) break;
    }
    if (length > wasm.size() - at) break;
    pieces.push_back({length_at, at, at + length});
    at += length;
  }
  return pieces;
}

void replace(std::vector<std::uint8_t>& wasm, const Piece& piece,
             std::span<const std::uint8_t> contents) {
  std::vector<std::uint8_t> made;
  for (std::size_t length = contents.size(); made.size() < 5; length >>= 7) {
    made.push_back(static_cast<std::uint8_t>((length & 0x7f) | (made.size() < 4 ? 0x80 : 0)));
  }
  made.insert(made.end(), contents.begin(), contents.end());
  const auto begin = wasm.begin() + static_cast<std::ptrdiff_t>(piece.length_at);
  wasm.erase(begin, wasm.begin() + static_cast<std::ptrdiff_t>(piece.end));
  wasm.insert(wasm.begin() + static_cast<std::ptrdiff_t>(piece.length_at), made.begin(),
              made.end());
}

std::vector<std::uint8_t> mutate_bytes(std::span<const std::uint8_t> bytes) {
  std::vector<std::uint8_t> mutated(bytes.begin(), bytes.end());
  mutated.resize(bytes.size() + 32);
  mutated.resize(LLVMFuzzerMutate(mutated.data(), bytes.size(), mutated.size()));
  return mutated;
}

// One section, or one function's body, is changed; all lengths fit again.
void change_piece(std::vector<std::uint8_t>& wasm, std::minstd_rand& random) {
  constexpr std::size_t kHeader = 8;
  const auto sections = find_pieces(wasm, kHeader, true);
  if (sections.empty()) return;
  const Piece& section = sections[random() % sections.size()];
  std::vector<std::uint8_t> contents(wasm.begin() + static_cast<std::ptrdiff_t>(section.begin),
                                     wasm.begin() + static_cast<std::ptrdiff_t>(section.end));
  constexpr std::uint8_t kCode = 10;
  const bool is_code = wasm[section.length_at - 1] == kCode && contents.size() > 1;
  const auto bodies =
      is_code ? find_pieces(contents, contents[0] & 0x80 ? 2 : 1, false) : std::vector<Piece>();
  if (bodies.empty()) {
    contents = mutate_bytes(contents);
  } else {
    const Piece& body = bodies[random() % bodies.size()];
    replace(contents, body,
            mutate_bytes(std::span(contents).subspan(body.begin, body.end - body.begin)));
  }
  replace(wasm, section, contents);
}

std::vector<std::uint8_t> to_binary(std::span<const std::uint8_t> input) {
  if (!input.empty() && input[0] == '(') {
    const auto wasm = wat_to_wasm({reinterpret_cast<const char*>(input.data()), input.size()});
    if (wasm) {
      const auto* begin = reinterpret_cast<const std::uint8_t*>(wasm->data());
      return {begin, begin + wasm->size()};
    }
  }
  return {input.begin(), input.end()};
}

}  // namespace
}  // namespace modus::sandbox

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  std::minstd_rand random(seed);
  const unsigned way = random() % 8;
  if (way == 0 || size < 10) return LLVMFuzzerMutate(data, size, max_size);
  std::vector<std::uint8_t> wasm = modus::sandbox::to_binary({data, size});
  if (way < 4) {
    modus::sandbox::swap_operations(wasm, random);
  } else {
    modus::sandbox::change_piece(wasm, random);
  }
  if (wasm.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::ranges::copy(wasm, data);
  return wasm.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto wasm = modus::sandbox::to_binary({data, size});
  modus::sandbox::load(std::as_bytes(std::span(wasm)));
  return 0;
}
