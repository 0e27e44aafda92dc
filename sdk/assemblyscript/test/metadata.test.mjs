// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { repositoryUrl } from "../transform/origin.mjs";
import { build, buildModule, copyApp, makeApp, metadataOf, sections } from "./support.mjs";

/** Builds an app of one file and returns its metadata. */
function describe(t, source, files = {}) {
  return metadataOf(buildModule(makeApp(t, { "assembly/index.ts": source, ...files })).bytes);
}

const defaultsOf = (fn) => fn.parameters.map((parameter) => parameter.default);

test("the sections say what was built, with what and when", (t) => {
  const { bytes } = buildModule(makeApp(t));
  assert.deepEqual([...sections(bytes, "modus_metadata_version")[0]], [2]);
  const metadata = metadataOf(bytes);
  assert.equal(metadata.plugin, "@test/app@1.2.3");
  assert.match(metadata.sdk, /^modus-sdk-as@0\.18\.\d+$/);
  assert.match(metadata.buildId, /^[0-9a-v]{20}$/);
  assert.ok(Math.abs(Date.now() - Date.parse(metadata.buildTs)) < 60_000);
  assert.equal("gitCommit" in metadata, false);
  assert.deepEqual(metadata.fnExports, {});
  assert.deepEqual(metadata.types, {});
});

test("a build inside a git repository names the commit and the origin", (t) => {
  const dir = makeApp(t);
  const git = (...args) => spawnSync("git", ["-C", dir, "-c", "user.name=x", "-c", "user.email=x@x", ...args]);
  git("init");
  git("remote", "add", "origin", "git@example.com:team/app.git");
  git("commit", "--allow-empty", "-m", "x");
  const { gitRepo, gitCommit } = metadataOf(buildModule(dir).bytes);
  assert.equal(gitRepo, "https://example.com/team/app");
  assert.match(gitCommit, /^[0-9a-f]{40}$/);
});

test("addresses of repositories lose their credentials", () => {
  assert.equal(repositoryUrl("https://user:token@example.com/a/b.git"), "https://example.com/a/b");
  assert.equal(repositoryUrl("ssh://git@example.com:2222/a/b.git"), "https://example.com/a/b");
  assert.equal(repositoryUrl("/srv/git/b.git"), undefined);
  assert.equal(repositoryUrl(undefined), undefined);
});

test("classes list every field in memory order, with inherited and private ones", (t) => {
  const { types } = metadataOf(buildModule(copyApp(t, "examples/types")).bytes);
  const { Person, Nothing, Address } = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name.split("/").at(-1), type]),
  );
  assert.deepEqual(
    Person.fields.map(({ name, type }) => `${name}: ${type}`),
    [
      "id: u64",
      "revision: u8",
      "firstName: ~lib/string/String",
      "lastName: ~lib/string/String",
      "age: u8",
      "height: f64",
      "active: bool",
      "nickname: ~lib/string/String | null",
      "address: assembly/people/Address | null",
      "tags: ~lib/array/Array<~lib/string/String>",
      "friends: ~lib/array/Array<assembly/people/Person>",
    ],
  );
  assert.deepEqual(Person.docs.lines, [
    "A person.",
    "The fields are of different sizes, in an order that needs padding between them.",
  ]);
  assert.deepEqual(Person.fields[2].docs.lines, ["The given name."]);
  assert.equal(Person.fields[4].docs, undefined);
  assert.deepEqual(Nothing.fields, []);
  assert.ok(Address.id > 2);
  assert.equal("fields" in types["~lib/array/Array<assembly/people/Person>"], false);
  for (const name of ["~lib/string/String", "~lib/arraybuffer/ArrayBuffer", "assembly/people/Entity"]) {
    assert.equal(name in types, false, name);
  }
});

test("containers, maps, dates and bytes keep the compiler's names and no fields", (t) => {
  const { fnExports, types } = describe(
    t,
    `class Item { at: Date = new Date(0); }
     export function f(a: Map<string, Item | null>, b: Uint8Array, c: ArrayBuffer): Item[][] | null {
       return null;
     }`,
  );
  assert.deepEqual(fnExports.f, {
    parameters: [
      { name: "a", type: "~lib/map/Map<~lib/string/String,assembly/index/Item|null>" },
      { name: "b", type: "~lib/typedarray/Uint8Array" },
      { name: "c", type: "~lib/arraybuffer/ArrayBuffer" },
    ],
    results: [{ type: "~lib/array/Array<~lib/array/Array<assembly/index/Item>> | null" }],
  });
  assert.deepEqual(Object.keys(types), [
    "assembly/index/Item",
    "~lib/array/Array<assembly/index/Item>",
    "~lib/array/Array<~lib/array/Array<assembly/index/Item>>",
    "~lib/map/Map<~lib/string/String,assembly/index/Item|null>",
    "~lib/typedarray/Uint8Array",
    "~lib/wasi_date/wasi_Date",
  ]);
  assert.deepEqual(Object.keys(types["~lib/wasi_date/wasi_Date"]), ["id"]);
});

test("documentation is found in all its forms, and only right before its declaration", (t) => {
  const { fnExports } = describe(
    t,
    `/** of nobody */
     const x = 1;
     /** one line */
     export function a(): i32 { return x; }
     /** first
      * second
      *
      *   third */
     export function b(): void {}
     /* no documentation */
     export function c(): void {}
     /** above a remark */
     // remark
     export function d(): void {}
     export function e(): string { return "/** in a string */"; }
     export function f(): void {}
     /**/
     export function g(): void {}
     /** under another name */
     function inner(): void {}
     export { inner as outer };`,
  );
  const docs = Object.fromEntries(Object.entries(fnExports).map(([k, v]) => [k, v.docs?.lines]));
  assert.deepEqual(docs, {
    a: ["one line"],
    b: ["first", "second", "  third"],
    c: undefined,
    d: ["above a remark"],
    e: undefined,
    f: undefined,
    g: undefined,
    outer: ["under another name"],
  });
});

test("defaults are recorded where they are constant", (t) => {
  const { fnExports } = describe(
    t,
    `const LIMIT: u8 = 200;
     const HALF: f64 = 1.0 / 2;
     let changing = 3;
     enum Level { Low = -3, High }
     namespace Settings { export const name = "n"; }
     export function ints(a: i32 = -1, b: u8 = LIMIT + 1, c: i64 = -(1 << 4), d: i32 = ~0, e: i32 = Level.High, f: i32 = 0x10): i32 { return 0; }
     export function floats(a: f64 = 1, b: f64 = 1 / 4, c: f32 = -0.5, d: f64 = HALF, e: f64 = 1e3): void {}
     export function others(a: bool = !true, b: string = "a\\n", c: string = Settings.name, d: string[] = ["x"], e: bool[] = [], f: string | null = null): void {}
     export function unknown(a: i32 = changing, b: f64 = NaN, c: string = a.toString(), d: i32[] = [changing], e: f64 = Math.PI * 0): void {}
     export function none(a: i32): void {}`,
  );
  assert.deepEqual(defaultsOf(fnExports.ints), [-1, 201, -16, -1, -2, 16]);
  assert.deepEqual(defaultsOf(fnExports.floats), [1, 0.25, -0.5, 0.5, 1000]);
  assert.deepEqual(defaultsOf(fnExports.others), [false, "a\n", "n", ["x"], [], null]);
  assert.deepEqual(defaultsOf(fnExports.unknown).slice(0, 4), ["", "", "", ""]);
  assert.deepEqual(fnExports.none.parameters, [{ name: "a", type: "i32" }]);
});

test("64-bit defaults keep all their digits", (t) => {
  const source = `export function f(a: i64 = i64.MIN_VALUE, b: u64 = 9007199254740993): void {}`;
  const { bytes } = buildModule(makeApp(t, { "assembly/index.ts": source }));
  const text = sections(bytes, "modus_metadata")[0].toString();
  assert.match(text, /"default":-9223372036854775808/);
  assert.match(text, /"default":9007199254740993/);
});

test("exports that begin with an underscore are private, but for Modus's own", (t) => {
  const { fnExports } = describe(
    t,
    `export function _hidden(): void {}
     export function _modus_special(): void {}
     export function shown(): void {}
     export const notAFunction = 1;`,
  );
  assert.deepEqual(Object.keys(fnExports), ["_modus_special", "shown"]);
});

test("imports from the runtime are described, those from elsewhere are not", (t) => {
  const { fnImports } = describe(
    t,
    `@external("modus_test", "add") declare function add(a: i32, b: i64): f64;
     @external("env", "now") declare function now(): f64;
     export function f(): f64 { console.log("x"); process.exit(0); return add(1, 2) + now(); }`,
  );
  assert.deepEqual(Object.keys(fnImports), ["modus_system.logMessage", "modus_test.add"]);
  assert.deepEqual(fnImports["modus_test.add"], {
    parameters: [
      { name: "a", type: "i32" },
      { name: "b", type: "i64" },
    ],
    results: [{ type: "f64" }],
  });
});

const kStream = 'import { Stream } from "@hypermode/modus-sdk-as";';

test("a stream is described by the field that holds its value", (t) => {
  const { fnExports, fnImports, types } = describe(
    t,
    `${kStream}
     class Word { text: string = ""; }
     export function words(): Stream<Word | null> {
       const out = new Stream<Word | null>();
       out.push(null);
       return out;
     }`,
  );
  const stream = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream<assembly/index/Word|null>";
  assert.deepEqual(fnExports.words.results, [{ type: stream }]);
  assert.deepEqual(types[stream].fields, [{ name: "value", type: "assembly/index/Word | null" }]);
  assert.deepEqual(Object.keys(types), ["assembly/index/Word", stream]);
  assert.deepEqual(fnImports["modus_streams.push"], {
    parameters: [{ name: "stream", type: "usize" }],
    results: [{ type: "bool" }],
  });
});

for (const [what, source, message] of [
  ["a function type", "export function f(g: () => void): void {}", /parameter 'g'/],
  ["a view", "export function f(): DataView {\n  return new DataView(new ArrayBuffer(1));\n}", /DataView.*its result/],
  ["a list of views", "export function f(a: DataView[]): void {}", /DataView/],
  ["an interface", "interface I { x: i32; }\nexport function f(i: I): void {}", /'assembly\/index\/I'/],
  ["a stream as a parameter", `${kStream} export function f(a: Stream<i32>): void {}`, /Stream .*parameter 'a'/],
  ["a nullable stream", `${kStream} export function f(): Stream<i32> | null { return null; }`, /Stream .*its result/],
  ["a list of streams", `${kStream} export function f(): Stream<i32>[] { return []; }`, /Stream .*its result/],
  ["a stream in a class", `${kStream} class C { s: Stream<i32> = new Stream<i32>(); }\nexport function f(c: C): void {}`, /field 's' of class 'C'/],
  ["a field", "class C { g: (() => void) | null = null; }\nexport function f(c: C): void {}", /field 'g' of class 'C'/],
]) {
  test(`a function whose types cannot cross is refused: ${what}`, (t) => {
    const { status, stderr } = build(makeApp(t, { "assembly/index.ts": source }));
    assert.equal(status, 1);
    assert.match(stderr, /Function 'f' is part of the app's API/);
    assert.match(stderr, message);
    assert.match(stderr, /in assembly\/index\.ts\(\d+,\d+\)/);
  });
}

test("a generic type alias and several bases do not confuse the layout", (t) => {
  const { types } = describe(
    t,
    `class Box<T> { value: T; constructor(value: T) { this.value = value; } }
     class A { a: u8 = 0; }
     class B extends A { b: f64 = 0; get size(): i32 { return 1; } static count: i32 = 0; }
     class C extends B { private c: bool = false; method(): void {} }
     export function f(box: Box<i32>): C { return new C(); }`,
  );
  assert.deepEqual(types["assembly/index/Box<i32>"].fields, [{ name: "value", type: "i32" }]);
  assert.deepEqual(
    types["assembly/index/C"].fields.map((field) => field.name),
    ["a", "b", "c"],
  );
});
