// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "@hypermode/modus-sdk-as/testing";
import { addQuote, getPortrait, getQuote, getQuotesBy } from "..";

describe("quotes", () => {
  test("are found by their number", () => {
    const quote = getQuote(1);
    expect(quote.author).toBe("Ada Lovelace");
    expect(quote.tags).toContain("mind");
  });

  test("are found by their author", () => {
    const quotes = getQuotesBy("Grace Hopper");
    expect(quotes).toHaveLength(1);
    expect(quotes[0].id).toBe(2);
  });

  test("can be added", () => {
    expect(addQuote("Ö", '"x"').id).toBeGreaterThan(2);
  });
});

/** An exported function is a test as well, when its name begins with `test`. */
export function testPortrait(): void {
  expect(getPortrait("x").byteLength).toBe(256);
}
