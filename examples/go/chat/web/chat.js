// SPDX-License-Identifier: Apache-2.0

import { subscribe } from "./subscribe.js";

const QUERY = "subscription ($turns: [TurnInput!]!) { chat(turns: $turns) }";

const [list, problem, form, question, send, stop] = ["turns", "problem", "form", "question", "send", "stop"].map((id) =>
  document.getElementById(id),
);

/** What was said so far, as the function wants it. */
const turns = [];

/** Ends the answer under way. */
let answering = null;

function show(turn) {
  const item = document.createElement("li");
  item.className = turn.role;
  item.textContent = turn.text;
  list.append(item);
  return item;
}

/** Shows the model's answer while it comes. */
async function answer(signal) {
  const turn = { role: "assistant", text: "" };
  const item = show(turn);
  item.classList.add("growing");
  try {
    for await (const { data, errors } of subscribe("/graphql", QUERY, { turns: [...turns] }, signal)) {
      if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
      turn.text += data.chat;
      item.textContent = turn.text;
      item.scrollIntoView({ block: "end" });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    item.classList.add("stopped");
  } finally {
    item.classList.remove("growing");
    if (turn.text === "") item.remove();
    else turns.push(turn);
  }
}

async function ask(text) {
  const turn = { role: "user", text };
  turns.push(turn);
  show(turn);
  problem.hidden = true;
  answering = new AbortController();
  send.disabled = true;
  stop.disabled = false;
  try {
    await answer(answering.signal);
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    send.disabled = false;
    stop.disabled = true;
    question.focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (send.disabled) return;
  ask(question.value);
  form.reset();
});

stop.addEventListener("click", () => answering.abort());
