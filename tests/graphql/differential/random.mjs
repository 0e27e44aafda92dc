// SPDX-License-Identifier: Apache-2.0

// Choices that can be made again: the same words give the same choices.

/** A source of choices for one thing, named by words and numbers such as a seed and a case's number. */
export class Random {
  #state;

  constructor(...words) {
    // FNV-1a spreads the words over the state.
    this.#state = 0x811c9dc5;
    for (const character of words.join("/")) {
      this.#state = Math.imul(this.#state ^ character.charCodeAt(0), 0x01000193) >>> 0;
    }
  }

  /** At least 0, below 1 (Mulberry32). */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer of `from` to `to`, both included. */
  between(from, to) {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** True in about one of `count` cases. */
  oneIn(count) {
    return this.fraction() * count < 1;
  }

  pick(items) {
    return items[Math.floor(this.fraction() * items.length)];
  }

  /** One of the keys, each as often as its weight says. */
  weighted(weights) {
    const entries = Object.entries(weights);
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return entries[0][0];
  }

  /** Some of the items, in their order: at least `least`, at most `most`. */
  some(items, least = 0, most = items.length) {
    const wanted = this.between(Math.min(least, items.length), Math.min(most, items.length));
    const chosen = new Set();
    while (chosen.size < wanted) chosen.add(this.between(0, items.length - 1));
    return items.filter((_, index) => chosen.has(index));
  }

  times(least, most, make) {
    return Array.from({ length: this.between(least, most) }, (_, index) => make(index));
  }
}
