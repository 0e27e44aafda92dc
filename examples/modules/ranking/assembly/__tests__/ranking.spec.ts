// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "@hypermode/modus-sdk-as/testing";

import { similarProducts } from "..";

test("tea goes with tea", () => {
  const similar = similarProducts("T2");
  expect(similar[0].name).toBe("Assam");
  expect(similar.length).toBe(3);
});
