// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { build, buildModule, instantiate, makeApp, metadataOf, sdkDir, writeFile } from "./support.mjs";

const kConfig = "./node_modules/@hypermode/modus-sdk-as/plugin.asconfig.json";
const kModus = "@hypermode/modus-sdk-as/transform";
const kSource = `export function f(): i32 { return 1; }`;

test("the output is named after the package and reported on stdout alone", (t) => {
  const dir = makeApp(t, { "assembly/index.ts": kSource });
  const { report, stdout, stderr } = build(dir);
  assert.equal(stdout.trim().split("\n").length, 1);
  assert.equal(stderr, "");
  assert.equal(report.wasm, path.join(dir, "build/app.wasm"));
  assert.equal(report.bytes, readFileSync(report.wasm).length);
  assert.deepEqual(report.functions, ["f"]);
  assert.deepEqual(readdirSync(path.join(dir, "build")).sort(), ["app.wasm", "modus.json"]);
});

test("--out and --target are heeded", (t) => {
  const dir = makeApp(t, { "assembly/index.ts": kSource });
  const out = path.join(dir, "elsewhere/deep");
  const release = buildModule(dir, "--out", out).bytes;
  assert.ok(existsSync(path.join(out, "modus.json")));
  const debug = buildModule(dir, "--out", out, "--target", "debug").bytes;
  assert.ok(debug.length > release.length);
  assert.equal(build(dir, "--target", "fast").status, 2);
});

test("--inputs lists what the compiler read or looked for, but for the toolchain", (t) => {
  const dir = makeApp(t, {
    "app/package.json": `{ "name": "app" }`,
    "app/assembly/index.ts": `import { n } from "../../shared/n";\nexport function f(): i32 { return n; }`,
    "shared/n.ts": `export const n = 1;`,
  });
  const app = path.join(dir, "app");
  const list = path.join(dir, "out/.inputs");
  const inputs = () => readFileSync(list, "utf8").trimEnd().split("\n");
  buildModule(app, "--inputs", list);
  assert.deepEqual(inputs(), [path.join(app, "assembly/index.ts"), path.join(dir, "shared/n.ts")]);
  writeFile(dir, "app/assembly/index.ts", `import { n } from "../../shared/m";`);
  assert.equal(build(app, "--inputs", list).status, 1);
  assert.ok(inputs().includes(path.join(dir, "shared/m.ts")));
});

test("a Box holds a number or a boolean", (t) => {
  const source = (type, value) => `import { Box } from "@hypermode/modus-sdk-as";
    export function f(): Box<${type}> | null { return new Box<${type}>(${value}); }`;
  const dir = makeApp(t, { "assembly/index.ts": source("u8", "200") });
  const { fnExports } = metadataOf(buildModule(dir).bytes);
  const name = "~lib/@hypermode/modus-sdk-as/assembly/box/Box<u8> | null"; // which the runtime knows
  assert.equal(fnExports.f.results[0].type, name);
  writeFile(dir, "assembly/index.ts", source("string", '"x"'));
  const { status, stderr } = build(dir);
  assert.equal(status, 1);
  assert.match(stderr, /a Box is for numbers and booleans/);
});

test("a module has what the runtime needs", (t) => {
  const { bytes } = buildModule(
    makeApp(t, { "assembly/index.ts": `export function f(a: i32 = 1): i32 { return a; }` }),
  );
  const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map((e) => e.name);
  for (const name of [
    "memory _initialize __new __pin __unpin __collect __rtti_base __setArgumentsLength f",
  ].flatMap((list) => list.split(" "))) {
    assert.ok(names.includes(name), name);
  }
});

test("a compile error names file and line, and the last output stays", (t) => {
  const dir = makeApp(t, { "assembly/index.ts": kSource });
  const before = buildModule(dir).bytes;
  writeFile(dir, "assembly/index.ts", `\nexport function f(): i32 { return "x"; }`);
  const { status, stdout, stderr } = build(dir);
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /ERROR TS2322/);
  assert.match(stderr, /in assembly\/index\.ts\(2,\d+\)/);
  assert.doesNotMatch(stderr, /^\s+at .*\.m?js/m);
  assert.deepEqual(readFileSync(path.join(dir, "build/app.wasm")), before);
});

for (const [what, files, message] of [
  ["no package.json", { "package.json": null }, /no package\.json/],
  ["a broken package.json", { "package.json": "{" }, /package\.json cannot be read as JSON/],
  ["a package without a name", { "package.json": {} }, /must give the app a "name"/],
  ["a name that leads elsewhere", { "package.json": { name: "../x" } }, /must give the app a "name"/],
  ["no sources", { "assembly/index.ts": null }, /no assembly\/index\.ts/],
  ["a broken asconfig.json", { "asconfig.json": "{,}" }, /asconfig\.json cannot be read as JSON/],
  ["odd transforms", { "asconfig.json": { options: { transform: [1] } } }, /must be a list of names/],
  ["a missing import", { "assembly/index.ts": `import { x } from "./none"; x();` }, /none\.ts' not found/],
  [
    "a missing dependency",
    { "package.json": { name: "a", dependencies: { "as-thing": "1", "json-as": "^9" } } },
    /not installed: as-thing\. Run "npm install as-thing"/,
  ],
]) {
  test(`${what} is reported in one line`, (t) => {
    const { status, stdout, stderr } = build(makeApp(t, files));
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /node:internal|\.mjs:/);
  });
}

const kJsonSource = `import { JSON } from "json-as";
@json class P { x: i32 = 1; }
export function f(): string { return JSON.stringify(new P()); }`;

for (const [what, asconfig] of [
  ["all three", { extends: kConfig, options: { transform: [kModus, "json-as/transform", "try-as/transform"] } }],
  ["only Modus's", { extends: kConfig, options: { transform: [kModus] } }],
  ["only json-as, as a string", { extends: kConfig, options: { transform: "json-as/transform" } }],
  ["none", { extends: kConfig }],
  ["nothing at all", {}],
  ["each twice", { extends: kConfig, options: { transform: [kModus, kModus, "json-as", "json-as/transform"] } }],
]) {
  test(`transforms run once each when asconfig.json lists ${what}`, (t) => {
    const { bytes } = buildModule(
      makeApp(t, { "asconfig.json": asconfig, "assembly/index.ts": kJsonSource }),
    );
    assert.equal(WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "modus_metadata").length, 1);
    const app = instantiate(bytes);
    assert.equal(app.readString(app.exports.f()), '{"x":1}');
  });
}

test("an app without asconfig.json builds", (t) => {
  const files = { "asconfig.json": null, "assembly/index.ts": kJsonSource };
  assert.deepEqual(build(makeApp(t, files)).report.functions, ["f"]);
});

test("an exception is caught with try-as", (t) => {
  const source = `import { Exception } from "try-as";
    export function f(): string {
      try { throw new Error("inner"); } catch (e) { return "caught"; }
      return "no";
    }`;
  const transform = [kModus, "json-as/transform", "try-as/transform"];
  const { bytes } = buildModule(
    makeApp(t, { "assembly/index.ts": source, "asconfig.json": { extends: kConfig, options: { transform } } }),
  );
  const app = instantiate(bytes);
  assert.equal(app.readString(app.exports.f()), "caught");
});

test("the stack trace of a transform that fails stays inside", (t) => {
  const source = `@json class P extends Q {} class Q { x: i32 = 1; } export function f(): void {}`;
  const { status, stderr } = build(makeApp(t, { "assembly/index.ts": source }));
  assert.equal(status, 1);
  assert.match(stderr, /Class Q is missing an @json/);
  assert.doesNotMatch(stderr, /node:internal|\.m?js:/);
});

test("the toolchain is linked, a stale link is replaced, the app's own copies stay", (t) => {
  const dir = makeApp(t, { "assembly/index.ts": kJsonSource });
  writeFile(dir, "node_modules/json-as/package.json", { name: "json-as", version: "9.9.9" });
  mkdirSync(path.join(dir, "node_modules/@hypermode"), { recursive: true });
  symlinkSync("/nowhere", path.join(dir, "node_modules/@hypermode/modus-sdk-as"));
  const { bytes } = buildModule(dir);
  assert.deepEqual(Object.keys(metadataOf(bytes).fnExports), ["f"]);
  assert.ok(lstatSync(path.join(dir, "node_modules/json-as")).isDirectory());
  assert.ok(existsSync(path.join(dir, "node_modules/@hypermode/modus-sdk-as/plugin.asconfig.json")));
  assert.ok(existsSync(path.join(dir, "node_modules/assemblyscript/package.json")));
});

test("a dependency of the app is found in its node_modules", (t) => {
  const dir = makeApp(t, {
    "package.json": { name: "app", dependencies: { "as-thing": "1" } },
    "assembly/index.ts": `import { two } from "as-thing/assembly"; export function f(): i32 { return two(); }`,
    "node_modules/as-thing/assembly/index.ts": "export function two(): i32 { return 2; }",
  });
  assert.equal(instantiate(buildModule(dir).bytes).exports.f(), 2);
});

test("an app is built through a symbolic link to its folder", (t) => {
  const dir = makeApp(t, { "assembly/index.ts": kJsonSource });
  const link = path.join(makeApp(t), "link");
  symlinkSync(dir, link);
  assert.deepEqual(build(link).report.functions, ["f"]);
});

test("an app without functions builds with a warning", (t) => {
  assert.match(build(makeApp(t)).stderr, /exports no functions/);
});

test("JSON of nested custom serializers and long lists is written whole", (t) => {
  const source = `import { JSON } from "json-as";
    @json class Inner { name: string = ""; values: i32[] = []; }
    @json class Outer {
      inners: Inner[] = [];
      @serializer write(self: Outer): string { return JSON.stringify(self.inners); }
      @deserializer read(data: string): Outer { return new Outer(); }
    }
    @json class Top { before: i32 = 1; outer: Outer = new Outer(); after: string = "z"; }
    export function f(count: i32): string {
      const top = new Top();
      for (let i = 0; i < count; i++) {
        const inner = new Inner();
        inner.name = "\\"".repeat(i % 7);
        inner.values = [i, -i];
        top.outer.inners.push(inner);
      }
      return JSON.stringify(top);
    }`;
  const app = instantiate(buildModule(makeApp(t, { "assembly/index.ts": source })).bytes);
  for (const count of [0, 1, 40, 4000]) {
    const value = JSON.parse(app.readString(app.exports.f(count)));
    assert.equal(value.outer.length, count);
    assert.equal(value.after, "z");
  }
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(readFileSync(path.join(sdkDir, "package-lock.json"), "utf8"), /"resolved"/);
});

const kHelper = { "assembly/helper.ts": "export function half(x: i32): i32 { return x / 2; }" };
const kUsesHelper = `import { half } from "./helper"; export function f(): i32 { return half(4); }`;
for (const [what, files, functions] of [
  ["one source that uses another", { ...kHelper, "assembly/index.ts": kUsesHelper }, ["f"]],
  ["functions re-exported from another file", { ...kHelper, "assembly/index.ts": `export * from "./helper";` }, ["half"]],
  ["a function re-exported by another name", { ...kHelper, "assembly/index.ts": `export { half as f } from "./helper";` }, ["f"]],
  ["folders of sources", { "assembly/a/b/index.ts": kSource, "assembly/index.ts": `export * from "./a/b";` }, ["f"]],
  ["a package without scope, version or dependencies", { "package.json": { name: "app" } }, ["f"]],
  [
    "dependencies and tools as apps of the original have them",
    {
      "package.json": {
        name: "@org/app",
        private: true,
        type: "module",
        dependencies: { "@hypermode/modus-sdk-as": "^0.17.0", "json-as": "^1.0.0" },
        devDependencies: {
          "@types/eslint__js": "^8",
          "assemblyscript": "^0.27.35 || ^0.28.0",
          "assemblyscript-prettier": "^3",
          "eslint": "^9",
          "prettier": "^3",
          "try-as": "^0.2.0",
          "typescript": "^5",
          "visitor-as": "^0.11",
        },
      },
      "assembly/tsconfig.json": { extends: "assemblyscript/std/assembly.json", include: ["./**/*.ts"] },
      "eslint.config.js": "export default [];",
      "node_modules/.package-lock.json": "{}",
    },
    ["f"],
  ],
  ["a byte order mark before the JSON", { "package.json": '\uFEFF{"name": "app"}' }, ["f"]],
  ["Windows line ends", { "assembly/index.ts": "// a\r\nexport function f(): i32 {\r\n  return 1;\r\n}\r\n" }, ["f"]],
  ["tests beside the sources", { "assembly/__tests__/a.spec.ts": "no code" }, ["f"]],
]) {
  test(`an app is built: ${what}`, (t) => {
    const dir = makeApp(t, { "assembly/index.ts": kSource, ...files });
    const { report, stderr } = buildModule(dir);
    assert.deepEqual(report.functions, functions);
    assert.equal(stderr, "");
  });
}

test("an app is built in a folder with spaces, quotes and Unicode in its path, from a git checkout or not", (t) => {
  const parent = makeApp(t);
  const dir = path.join(parent, "mein Ordner's “Äpp” 🎉");
  for (const [name, content] of [["package.json", { name: "app" }], ["modus.json", {}], ["assembly/index.ts", kSource]]) {
    writeFile(dir, name, content);
  }
  assert.equal(metadataOf(buildModule(dir).bytes).gitRepo, undefined);
  const git = (...args) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: dir });
  git("init", "-q");
  buildModule(dir); // before the first commit
  git("add", "assembly");
  git("commit", "-qm", "first");
  git("remote", "add", "origin", "https://user:secret@example.test/o/r.git");
  const metadata = metadataOf(buildModule(dir).bytes);
  assert.match(metadata.gitCommit, /^[0-9a-f]{40}$/);
  assert.doesNotMatch(JSON.stringify(metadata), /secret/);
});
