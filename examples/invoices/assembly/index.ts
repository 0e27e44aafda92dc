// SPDX-License-Identifier: Apache-2.0

import { models } from "@hypermode/modus-sdk-as";
import {
  OpenAIChatModel,
  SystemMessage,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

/** Something that was bought. */
class Line {
  what: string = "";
  count: u16 = 0;
  /** The price of one, in euros. */
  price: f64 = 0;
}

class Invoice {
  /** Who wrote it. */
  seller: string = "";
  lines: Line[] = [];
}

/** Finds in a text what an invoice says. */
export function readInvoice(text: string): Invoice {
  const model = models.getModel<OpenAIChatModel>("reader");
  const input = model.createInput([
    new SystemMessage("Read the invoice that the user gives."),
    new UserMessage(text),
  ]);
  input.temperature = 0;
  input.maxTokens = 400;
  return model.ask<Invoice>(input);
}

/**
 * What a customer still has to pay, in euros.
 * @param customer The customer's name.
 */
@tool
function balanceOf(customer: string): f64 {
  return customer == "Ada" ? 12.5 : 0;
}

/** Answers a customer. */
export function answer(question: string): string {
  const model = models.getModel<OpenAIChatModel>("assistant");
  model.tools = ["balanceOf"];
  const response = model.invoke(model.createInput([new UserMessage(question)]));
  return response.choices[0].message.content;
}
