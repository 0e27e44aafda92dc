// SPDX-License-Identifier: Apache-2.0

// Checks a range of cases on a thread with an oracle and an engine of its own; posts what it found.

import { parentPort, workerData } from "node:worker_threads";

import { makeBatches } from "./cases.mjs";
import { difference, signature } from "./compare.mjs";
import { Engine } from "./engine.mjs";
import { Oracle } from "./oracle.mjs";

const { seed, from, to, kinds, command } = workerData;

const oracle = new Oracle();
const engine = command && new Engine(command);
const tally = { cases: 0, refused: {}, made: {}, ways: {}, failures: [] };
const add = (counts, key, by = 1) => (counts[key] = (counts[key] ?? 0) + by);

for (const cases of makeBatches(seed, from, to, kinds)) {
  // The engine works on its own core while the oracle answers.
  const answers = cases.map(({ request }) => engine?.ask(request));
  const expected = cases.map(({ request }) => oracle.answer(request));
  for (const [index, { number, kind, ways, request }] of cases.entries()) {
    const refused = (expected[index].errors ?? []).length > 0;
    tally.cases += 1;
    add(tally.made, kind);
    add(tally.refused, kind, Number(refused));
    for (const way of ways) {
      const [times, broke] = tally.ways[way] ?? [0, 0];
      tally.ways[way] = [times + 1, broke + Number(refused)];
    }
    const differs = engine && difference(expected[index], await answers[index], kind === "introspection");
    if (differs) tally.failures.push({ number, kind, ways, request, signature: signature(differs) });
  }
}
engine?.close();
parentPort.postMessage({ ...tally, hits: oracle.hits });
