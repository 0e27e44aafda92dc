// SPDX-License-Identifier: Apache-2.0

import { expect, test } from "@hypermode/modus-sdk-as/testing";
import { getProduct } from "../index";

test("finds a product", () => {
  expect(getProduct("a").id).toBe("a");
});
