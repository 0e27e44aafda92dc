// SPDX-License-Identifier: Apache-2.0

import { describe, expect, test } from "@hypermode/modus-sdk-as/testing";
import { classify, search } from "..";

describe("questions", () => {
  test("find their answers", () => {
    expect(search("Can I get my money back?", 1)[0].text).toContain("refund");
  });

  test("have topics", () => {
    expect(classify("When do you close?").label).toBe("opening hours");
  });
});
