// SPDX-License-Identifier: Apache-2.0

import { models } from "@hypermode/modus-sdk-as";
import {
  OpenAIChatModel,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

// @ts-expect-error: decorator
@external("wasi_snapshot_preview1", "poll_oneoff")
declare function pollOneoff(subscriptions: usize, events: usize, count: u32, written: usize): u32;

/** What the model answers, which is the text itself. */
export function ask(text: string): string {
  const model = models.getModel<OpenAIChatModel>("echo");
  const input = model.createInput([new UserMessage(text)]);
  return model.invoke(input).choices[0].message.content;
}

/** The text, at once. */
export function echo(text: string): string {
  return text;
}

/** The text, later. */
export function sleep(text: string, milliseconds: i32): string {
  const subscription = new StaticArray<u64>(6);
  subscription[2] = 1; // of the monotonic clock
  subscription[3] = (milliseconds as u64) * 1000000;
  const event = new StaticArray<u64>(4);
  const written = new StaticArray<u32>(1);
  pollOneoff(
    changetype<usize>(subscription),
    changetype<usize>(event),
    1,
    changetype<usize>(written),
  );
  return text;
}
