// SPDX-License-Identifier: Apache-2.0

import { models } from "@hypermode/modus-sdk-as";
import { expect, test } from "@hypermode/modus-sdk-as/testing";
import { chat, Turn } from "..";

function said(text: string): Turn[] {
  const turn = new Turn();
  turn.text = text;
  return [turn];
}

test("an answer comes word by word", () => {
  const pieces = chat(said("Say hello.")).values;
  expect(pieces.length > 1).toBeTrue();
  expect(pieces.join("")).toContain("ello");
});

test("an invented answer comes in one piece", () => {
  models.Model.invoker = (model: string, input: string) =>
    '{"choices":[{"message":{"role":"assistant","content":"Hello, " }}]}'.replace("Hello, ", model);
  expect(chat(said("Say hello.")).values).toEqual(["llm"]);
});
