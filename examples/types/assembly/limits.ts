// SPDX-License-Identifier: Apache-2.0

// Functions that take as much time, memory, stack or room as they are asked to.

// @ts-expect-error: decorator
@external("wasi_snapshot_preview1", "poll_oneoff")
declare function poll_oneoff(subscriptions: usize, events: usize, count: u32, eventCount: usize): u32;

/** Sleeps, without keeping a processor busy. */
export function sleep(milliseconds: u32): u32 {
  const subscription = new Uint8Array(48); // a clock, relative
  const event = new Uint8Array(32);
  const count = new Uint8Array(4);
  store<u32>(subscription.dataStart + 16, 1); // monotonic
  store<u64>(subscription.dataStart + 24, <u64>milliseconds * 1_000_000);
  return poll_oneoff(subscription.dataStart, event.dataStart, 1, count.dataStart);
}

export function takeMemory(megabytes: i32): i32 {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i < megabytes; i++) blocks.push(new Uint8Array(1 << 20));
  return blocks.length;
}

export function nest(depth: i32): i32 {
  return depth == 0 ? 0 : 1 + nest(depth - 1);
}

export function longText(kilobytes: i32): string {
  return "0123456789abcdef".repeat(kilobytes * 64);
}
