// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "@hypermode/modus-sdk-as/testing";
import { countWords, countdown, words } from "..";

test("a countdown ends with 1", () => {
  expect(countdown(3).values).toEqual([3, 2, 1]);
  expect(countdown(0).values).toHaveLength(0);
});

test("words keep their positions", () => {
  const found = words("one  two").values;
  expect(found).toHaveLength(2);
  expect(found[1].text).toBe("two");
  expect(found[1].position).toBe(2);
});

test("words are counted", () => {
  expect(countWords("one after another")).toBe(3);
});
