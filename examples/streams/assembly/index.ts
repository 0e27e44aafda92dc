// SPDX-License-Identifier: Apache-2.0

import { Stream } from "@hypermode/modus-sdk-as";

/** Counts down to 1. */
export function countdown(from: i32): Stream<i32> {
  const out = new Stream<i32>();
  for (let i = from; i > 0; i--) out.push(i);
  return out;
}

/** A word of a text. */
class Word {
  constructor(
    public text: string,
    public position: i32,
  ) {}
}

/** The words of a text, one after another. */
export function words(text: string): Stream<Word> {
  const out = new Stream<Word>();
  const parts = text.split(" ");
  for (let i = 0; i < parts.length; i++) {
    if (parts[i].length == 0) continue;
    if (parts[i] == "stop") throw new Error("The text says so.");
    out.push(new Word(parts[i], i));
  }
  return out;
}

/** How many words a text has. */
export function countWords(text: string): i32 {
  return words(text).values.length;
}
