// SPDX-License-Identifier: Apache-2.0

// Holds an engine to graphql-js on random schemas and documents; README.md tells how to use it.

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

import { difference, signature } from "./compare.mjs";
import { Engine } from "./engine.mjs";
import { Oracle } from "./oracle.mjs";
import { shrink } from "./shrink.mjs";

const USAGE = `node main.mjs [--engine COMMAND] [--count N] [--seed WORD] [--case N] [--kind valid,tree,text,execute,introspection,schema]
              [--show N] [--stats] [--json]`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      engine: { type: "string", default: "build/graphql-conformance" },
      count: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      case: { type: "string" },
      kind: { type: "string", default: "valid,tree,text,execute,introspection" },
      show: { type: "string", default: "10" },
      stats: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const from = values.case === undefined ? 0 : Number(values.case);
  return {
    ...values, from, to: values.case === undefined ? Number(values.count) : from + 1,
    command: values.engine.split(" "), kinds: values.kind.split(","), show: Number(values.show),
  };
}

/** Every case, shared out over the machine's cores in whole batches. */
function checkAll({ seed, from, to, kinds, command, stats }) {
  const share = Math.max(100, Math.ceil((to - from) / availableParallelism() / 100) * 100);
  const runs = [];
  for (let begin = from; begin < to; begin += share) {
    const workerData = { seed, from: begin, to: Math.min(to, begin + share), kinds, command };
    runs.push(new Promise((resolve, reject) => {
      const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
      worker.once("message", resolve).once("error", reject);
    }));
  }
  return Promise.all(runs);
}

function printStatistics(results) {
  const sum = (key) => results.map((result) => result[key]).reduce((total, counts) => {
    for (const [name, count] of Object.entries(counts)) {
      total[name] = Array.isArray(count) ? count.map((part, i) => part + (total[name]?.[i] ?? 0)) : count + (total[name] ?? 0);
    }
    return total;
  }, {});
  const print = (title, rows) => {
    console.log(`\n${title}`);
    for (const [name, text] of Object.entries(rows).sort()) console.log(`  ${name.padEnd(36)} ${text}`);
  };
  const [made, refused] = [sum("made"), sum("refused")];
  print("cases, and how many graphql-js refuses", Object.fromEntries(Object.entries(made).map(([kind, n]) => [kind, `${n}, ${refused[kind]}`])));
  print("errors of each rule", sum("hits"));
  print("ways of breaking, and how many broke something", Object.fromEntries(Object.entries(sum("ways")).map(([way, counts]) => [way, counts.join(", ")])));
}

async function printFailure({ number, kind, ways, request, signature: wanted }, { seed, command }) {
  const oracle = new Oracle();
  const engine = new Engine(command);
  const compare = async (candidate) => {
    try {
      return difference(oracle.answer(candidate), await engine.ask(candidate), kind === "introspection");
    } catch {
      return undefined;  // its schema is no schema any more
    }
  };
  const small = await shrink(request, async (candidate) => {
    const found = await compare(candidate);
    return found && signature(found) === wanted;
  });
  const { schema, query, ...rest } = small;
  console.log(`\n--- case ${number} of seed ${seed} (${[kind, ...ways].join(", ")})`);
  console.log(schema.trim());
  console.log(`---\n${/[^\x20-\x7e\n]/.test(query) ? JSON.stringify(query) : query}`);
  if ("rootValue" in rest) console.log(`--- ${JSON.stringify(rest)}`);
  const found = await compare(small);
  console.log(`expected ${found.expected.join("\n         ")}\ngot      ${found.got.join("\n         ")}`);
  engine.close();
}

const options = readOptions();
console.log(`seed ${options.seed}, cases ${options.from} to ${options.to - 1}`);
const results = await checkAll(options);
const failures = results.flatMap((result) => result.failures);
if (options.stats) printStatistics(results);
const bySignature = new Map();
for (const failure of failures) {
  bySignature.set(failure.signature, [...(bySignature.get(failure.signature) ?? []), failure]);
}
for (const alike of [...bySignature.values()].sort((a, b) => b.length - a.length).slice(0, options.show)) {
  const smallest = alike.reduce((a, b) => (b.request.query.length < a.request.query.length ? b : a));
  await printFailure(smallest, options);
  if (alike.length > 1) console.log(`and ${alike.length - 1} like it: ${alike.slice(0, 8).map(({ number }) => number).join(" ")}`);
}
if (bySignature.size > options.show) console.log(`\n… and ${bySignature.size - options.show} other kinds of difference`);
const total = results.reduce((sum, result) => sum + result.cases, 0);
console.log(`PASSED ${total - failures.length}\nFAILED ${failures.length}`);
process.exitCode = failures.length > 0 ? 1 : 0;
