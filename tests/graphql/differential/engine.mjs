// SPDX-License-Identifier: Apache-2.0

// The engine under test: a process that answers a line of JSON with a line of JSON.

import { spawn } from "node:child_process";

const TIMEOUT_MS = 20_000;

export class Engine {
  #command;
  #process;
  #waiting = [];

  constructor(command) {
    this.#command = command;
  }

  /** The answer; when the process dies of the request or keeps silent, `{ died: why }`, and the next one starts afresh. */
  ask(request) {
    const child = (this.#process ??= this.#start());
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(child, `no answer in ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
      this.#waiting.push({ request, resolve, timer });
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  close() {
    this.#process?.stdin.end();
  }

  #start() {
    const [program, ...words] = this.#command;
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.on("error", () => {});  // its end tells
    child.on("error", (problem) => this.#end(child, problem.message));
    child.on("close", (code, signal) => this.#end(child, `it ended with ${signal ?? code}`));
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      const lines = (text + part).split("\n");
      text = lines.pop();
      for (const line of lines) this.#answer(child, line);
    });
    return child;
  }

  #answer(child, line) {
    if (child !== this.#process) return;
    const { resolve, timer } = this.#waiting.shift();
    clearTimeout(timer);
    try {
      resolve(JSON.parse(line));
    } catch {
      resolve({ died: `it answered with no JSON: ${line.slice(0, 200)}` });
    }
  }

  /** The oldest request is what it died of; the others are asked again. */
  #end(child, why) {
    if (child !== this.#process) return;
    this.#process = undefined;
    child.kill("SIGKILL");
    const [culprit, ...others] = this.#waiting;
    this.#waiting = [];
    if (!culprit) return;
    clearTimeout(culprit.timer);
    culprit.resolve({ died: why });
    for (const { request, resolve, timer } of others) {
      clearTimeout(timer);
      this.ask(request).then(resolve);
    }
  }
}
