// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import test from "node:test";
import { build, buildModule, makeApp, metadataOf } from "./support.mjs";

const kImports = `
  import { models } from "@hypermode/modus-sdk-as";
  import { OpenAIChatModel } from "@hypermode/modus-sdk-as/models/openai/chat";
`;
/** A function that asks for a value of the type. */
const asking = (name, type) => `export function ${name}(): void {
  const model = models.getModel<OpenAIChatModel>("llm");
  model.ask<${type}>(model.createInput([]));
}`;

test("the types that models are asked for are in the metadata, by the names that the SDK gives them", (t) => {
  const source = `${kImports}
    /** A thing. */
    class Item { /** How many. */ n: i32 = 0; next: Item | null = null; }
    class Box<T> { of: T[] = []; }
    ${asking("one", "Item")}
    ${asking("maybe", "Item | null")}
    ${asking("boxed", "Box<Item>")}
    ${asking("many", "Map<string, Item>")}
    ${asking("number", "u8")}`;
  const dir = makeApp(t, { "assembly/index.ts": source });
  const { types, answerTypes } = metadataOf(buildModule(dir).bytes);
  assert.deepEqual(answerTypes, {
    "Box<assembly/index/Item>": "assembly/index/Box<assembly/index/Item>",
    Item: "assembly/index/Item",
    "Item | null": "assembly/index/Item | null",
    "Map<~lib/string/String,assembly/index/Item>": "~lib/map/Map<~lib/string/String,assembly/index/Item>",
    u8: "u8",
  });
  assert.deepEqual(types["assembly/index/Item"].docs, { lines: ["A thing."] });
});

test("an app that asks for no types tells of none, and imports nothing for it", (t) => {
  const source = `${kImports}
    export function say(): string {
      const model = models.getModel<OpenAIChatModel>("llm");
      return model.invoke(model.createInput([])).choices[0].message.content;
    }`;
  const { answerTypes, fnImports } = metadataOf(buildModule(makeApp(t, { "assembly/index.ts": source })).bytes);
  assert.equal(answerTypes, undefined);
  assert.deepEqual(Object.keys(fnImports).filter((name) => name.startsWith("modus_models.")), [
    "modus_models.getModelInfo",
    "modus_models.invokeModel",
  ]);
});

test("what a model cannot be asked for is an error that names it", (t) => {
  const fail = (type, more = "", files = {}) => {
    const source = `${kImports} ${more} ${asking("f", type)}`;
    return build(makeApp(t, { "assembly/index.ts": source, ...files })).stderr;
  };
  assert.match(fail("Float32Array"), /asked for a value of type '~lib\/typedarray\/Float32Array', but the type/);
  assert.match(fail("Uint8ClampedArray"), /model\.ask<Uint8ClampedArray>[^]*in assembly\/index\.ts\(\d+,9\)/);
  assert.match(
    fail("Item", "class Item { n: Set<i32> = new Set<i32>(); }"),
    /'~lib\/set\/Set<i32>' is no class of the app \(field 'n' of class 'Item'\)/,
  );
  assert.match(
    fail("a.Item", 'import * as a from "./a"; export * from "./b";', {
      "assembly/a.ts": "export class Item { n: i32 = 0; }",
      "assembly/b.ts": `${kImports} class Item { m: i32 = 0; } ${asking("g", "Item")}`,
    }),
    /their names are the same/,
  );
});

test("tools are exported for models alone, wherever they stand", (t) => {
  const dir = makeApp(t, {
    "assembly/index.ts": `
      import { priced } from "./more";
      export { priced };
      /** Looks up. @param id Its number. */
      @tool
      export function lookup(id: i32, all: bool = true): i32 { return id; }
      export function plain(): f64 { return priced("a") + lookup(1); }`,
    "assembly/more.ts": `
      @tool
      export function priced(what: string): f64 { return 1; }
      @tool
      function alone(): void {}`,
  });
  const { bytes, report } = buildModule(dir);
  const names = ["_modus_tool_alone", "_modus_tool_lookup", "_modus_tool_priced", "plain"];
  assert.deepEqual(Object.keys(metadataOf(bytes).fnExports), names);
  assert.deepEqual(report.functions, names);
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  assert.ok(!exported.includes("lookup") && !exported.includes("priced"));
});

test("what cannot be a tool is an error", (t) => {
  const wrongs = [
    "@tool class A {}",
    "@tool export function f<T>(a: T): T { return a; }",
    "class A { @tool static f(): void {} }",
    "export namespace n { @tool export function f(): void {} }",
  ];
  for (const wrong of wrongs) {
    const { status, stderr } = build(makeApp(t, { "assembly/index.ts": wrong }));
    assert.equal(status, 1, wrong);
    assert.match(stderr, /Only a function that is not generic, and outside of classes and namespaces, can be a tool/);
  }
  const { stderr } = build(makeApp(t, { "assembly/index.ts": "@tool function f(cb: () => void): void {}" }));
  assert.match(stderr, /Function 'f' is a tool, but the type '\(\) => void' cannot cross it: parameter 'cb'/);
});

test("classes may hold functions, which no model can be asked for", (t) => {
  const cls = `class Item { f: (() => void) | null = null; g: ((x: i32) => string | null) | null = null; n: i32 = 0; }`;
  const app = (more) => makeApp(t, { "assembly/index.ts": `${kImports} ${cls} ${more}` });
  assert.equal(build(app("export function f(): i32 { return new Item().n; }")).stderr, "");
  assert.match(build(app(asking("f", "Item"))).stderr, /\(field 'f' of class 'Item'\)/);
});
