// SPDX-License-Identifier: Apache-2.0
// An SDK in C, written from docs/function-abi.md alone: what packs and unpacks, and calls of the
// host. Nothing is ever freed, for an instance does not outlive its call.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("modus_abi", "take") void modus_take(void* to);
IMPORT("modus_streams", "push") int32_t modus_push(const void* address, uint32_t length);

// Memory

extern uint8_t __heap_base;

static inline void* allocate(size_t size) {
  static uintptr_t next;
  const uintptr_t page = 65536;
  if (next == 0) next = (uintptr_t)&__heap_base;
  const uintptr_t start = (next + 7) & ~(uintptr_t)7;
  next = start + size;
  const uintptr_t there = __builtin_wasm_memory_size(0) * page;
  if (next > there && __builtin_wasm_memory_grow(0, (next - there + page - 1) / page) == (size_t)-1)
    __builtin_trap();
  return (void*)start;
}

typedef struct {
  const char* at;
  uint32_t length;
} text;

#define TEXT(literal) ((text){literal, sizeof(literal) - 1})

// Unpacking. The host's blocks are as their types say, so nothing is checked.

typedef struct {
  const uint8_t* at;
} reader;

#define READ(type, name)                           \
  static inline type read_##name(reader* r) {      \
    type value;                                    \
    __builtin_memcpy(&value, r->at, sizeof value); \
    r->at += sizeof value;                         \
    return value;                                  \
  }
READ(uint8_t, u8)
READ(uint16_t, u16)
READ(int32_t, i32)
READ(uint32_t, u32)
READ(int64_t, i64)
READ(double, f64)

static inline text read_text(reader* r) {
  const uint32_t length = read_u32(r);
  const text value = {(const char*)r->at, length};
  r->at += length;
  return value;
}

static inline reader take_block(uint32_t length) {
  void* block = allocate(length);
  if (length > 0) modus_take(block);
  return (reader){block};
}

// Packing

typedef struct {
  uint8_t* bytes;
  uint32_t length, room;
} writer;

static inline void write_bytes(writer* w, const void* from, uint32_t count) {
  if (w->length + count > w->room) {
    w->room = 2 * (w->length + count) + 64;
    uint8_t* bytes = allocate(w->room);
    __builtin_memcpy(bytes, w->bytes, w->length);
    w->bytes = bytes;
  }
  __builtin_memcpy(w->bytes + w->length, from, count);
  w->length += count;
}

static inline void append(writer* w, text value) { write_bytes(w, value.at, value.length); }

#define WRITE(type, name) \
  static inline void write_##name(writer* w, type value) { write_bytes(w, &value, sizeof value); }
WRITE(uint8_t, u8)
WRITE(uint16_t, u16)
WRITE(int32_t, i32)
WRITE(uint32_t, u32)
WRITE(int64_t, i64)
WRITE(double, f64)

static inline void write_text(writer* w, text value) {
  write_u32(w, value.length);
  append(w, value);
}

// Answers

static inline uint64_t answer(const writer* w) {
  return (uint64_t)(uintptr_t)w->bytes << 32 | w->length;
}

static inline uint64_t fail(text message) {
  writer w = {0};
  write_u8(&w, 1);
  write_text(&w, message);
  return answer(&w);
}

static inline writer succeed(void) {
  writer w = {0};
  write_u8(&w, 0);
  return w;
}

// Calling the host. False: the function failed, or gave null.

typedef int32_t host_function(const void* address, uint32_t length);

static inline bool call_host(host_function* function, const writer* arguments, reader* result) {
  const int32_t length = function(arguments->bytes, arguments->length);
  if (length < 0) return false;
  *result = take_block((uint32_t)length);
  return true;
}
