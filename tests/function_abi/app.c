// SPDX-License-Identifier: Apache-2.0
// An app in C: each kind of type, errors, a stream, the host, another module.
#include "modus.h"

IMPORT("modus_models", "invokeModel") int32_t invoke_model(const void*, uint32_t);
IMPORT("modus_system", "logMessage") int32_t log_message(const void*, uint32_t);
IMPORT("modus_secrets", "getSecretValue") int32_t get_secret(const void*, uint32_t);
IMPORT("modus_http_client", "fetch") int32_t fetch(const void*, uint32_t);

EXPORT("sayHello") uint64_t say_hello(uint32_t length) {
  reader r = take_block(length);
  const text name = read_text(&r);
  writer greeting = {0};
  append(&greeting, TEXT("Hello, "));
  append(&greeting, name);
  writer w = succeed();
  write_text(&w, (text){(const char*)greeting.bytes, greeting.length});
  return answer(&w);
}

// Item {name: string, price: f64, amount: u16?}
typedef struct {
  text name;
  double price;
  bool counted;
  uint16_t amount;
} item;

static item read_item(reader* r) {
  item it = {.name = read_text(r), .price = read_f64(r)};
  if ((it.counted = read_u8(r))) it.amount = read_u16(r);
  return it;
}

static void write_item(writer* w, const item* it) {
  write_text(w, it->name);
  write_f64(w, it->price);
  write_u8(w, it->counted);
  if (it->counted) write_u16(w, it->amount);
}

// summarize(items: list<Item>) → Summary {total: f64, dearest: Item?, prices: map<string, f64>}
EXPORT("summarize") uint64_t summarize(uint32_t length) {
  reader r = take_block(length);
  const uint32_t count = read_u32(&r);
  item* items = allocate(count * sizeof *items);
  double total = 0;
  const item* dearest = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    items[i] = read_item(&r);
    total += items[i].price * (items[i].counted ? items[i].amount : 1);
    if (dearest == NULL || items[i].price > dearest->price) dearest = &items[i];
  }
  writer w = succeed();
  write_f64(&w, total);
  write_u8(&w, dearest != NULL);
  if (dearest != NULL) write_item(&w, dearest);
  write_u32(&w, count);
  for (uint32_t i = 0; i < count; ++i) {
    write_text(&w, items[i].name);
    write_f64(&w, items[i].price);
  }
  return answer(&w);
}

// divide(a: i32, b: i32) → quotient: i32, remainder: i32
EXPORT("divide") uint64_t divide(uint32_t length) {
  reader r = take_block(length);
  const int32_t a = read_i32(&r), b = read_i32(&r);
  if (b == 0) return fail(TEXT("division by zero"));
  writer w = succeed();
  write_i32(&w, a / b);
  write_i32(&w, a % b);
  return answer(&w);
}

// nextDay(of: timestamp) → timestamp
EXPORT("nextDay") uint64_t next_day(uint32_t length) {
  reader r = take_block(length);
  writer w = succeed();
  write_i64(&w, read_i64(&r) + 24 * 60 * 60);
  write_u32(&w, read_u32(&r));  // nanoseconds
  write_i32(&w, read_i32(&r));  // offset
  return answer(&w);
}

EXPORT("doNothing") uint64_t do_nothing(uint32_t length) {
  take_block(length);
  return 0;
}

// ask(question: string) → string: the provider's answer as it came
EXPORT("ask") uint64_t ask(uint32_t length) {
  reader r = take_block(length);
  const text question = read_text(&r);
  writer input = {0};
  append(&input,
         TEXT("{\"model\": \"gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \""));
  append(&input, question);
  append(&input, TEXT("\"}]}"));
  writer arguments = {0};
  write_text(&arguments, TEXT("llm"));
  write_text(&arguments, (text){(const char*)input.bytes, input.length});
  reader result;
  if (!call_host(invoke_model, &arguments, &result)) return fail(TEXT("there is no answer"));
  writer w = succeed();
  write_text(&w, read_text(&result));
  return answer(&w);
}

// secretLength(name: string) → i32, and a line in the log
EXPORT("secretLength") uint64_t secret_length(uint32_t length) {
  reader r = take_block(length);
  writer arguments = {0}, line = {0};
  write_text(&line, TEXT("warning"));
  write_text(&line, TEXT("looking"));
  reader result;
  call_host(log_message, &line, &result);
  write_text(&arguments, read_text(&r));
  if (!call_host(get_secret, &arguments, &result)) return fail(TEXT("there is no such secret"));
  read_u8(&result);  // it is declared as string?, and not null
  writer w = succeed();
  write_i32(&w, (int32_t)read_text(&result).length);
  return answer(&w);
}

// statusOf(url: string) → i32. Records of the host name the fields that are of interest, in any
// order.
EXPORT("statusOf") uint64_t status_of(uint32_t length) {
  reader r = take_block(length);
  writer request = {0};
  write_text(&request, TEXT("POST"));
  write_text(&request, read_text(&r));
  write_u32(&request, 1);  // one header
  write_text(&request, TEXT("x-in"));
  write_text(&request, TEXT("X-In"));
  write_u32(&request, 1);
  write_text(&request, TEXT("C"));
  reader result;
  if (!call_host(fetch, &request, &result)) return fail(TEXT("there is no response"));
  const text body = read_text(&result);
  writer w = succeed();
  write_i32(&w, read_u16(&result));
  write_text(&w, body);
  return answer(&w);
}

// countdown(from: i32) → stream<i32>
EXPORT("countdown") uint64_t countdown(uint32_t length) {
  reader r = take_block(length);
  for (int32_t i = read_i32(&r); i > 0; --i) {
    writer w = {0};
    write_i32(&w, i);
    if (modus_push(w.bytes, w.length) == 0) break;
  }
  writer w = succeed();
  return answer(&w);
}
