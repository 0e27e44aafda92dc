// SPDX-License-Identifier: Apache-2.0

// What the tests share: temporary apps, the build driver, and a tiny host for built modules.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const sdkDir = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
export const rootDir = path.resolve(sdkDir, "../..");
const kDriver = path.join(sdkDir, "build/build.mjs");

const kAsconfig = {
  extends: "./node_modules/@hypermode/modus-sdk-as/plugin.asconfig.json",
  options: { transform: ["@hypermode/modus-sdk-as/transform", "json-as/transform"] },
};

/** Lays out an app in a temporary folder that goes away with the test. */
export function makeApp(t, files = {}) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "modus-as-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const all = {
    "package.json": { name: "@test/app", version: "1.2.3" },
    "asconfig.json": kAsconfig,
    "modus.json": { endpoints: {} },
    "assembly/index.ts": "",
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    if (content !== null) writeFile(dir, name, content);
  }
  return dir;
}

export function writeFile(dir, name, content) {
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(path.join(dir, name), text);
}

/** Copies an app of this repository, without what a build leaves behind. */
export function copyApp(t, folder) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "modus-as-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const keep = (file) => !/\/(node_modules|build)$/.test(file);
  cpSync(path.join(rootDir, folder), dir, { recursive: true, filter: keep });
  return dir;
}

/** Runs the driver. `report` is what it says on stdout, null when it fails. */
export function build(dir, ...args) {
  const run = spawnSync(process.execPath, [kDriver, "--app", dir, ...args], { encoding: "utf8" });
  const report = run.status === 0 ? JSON.parse(run.stdout.trim().split("\n").at(-1)) : null;
  return { status: run.status, stdout: run.stdout, stderr: run.stderr, report };
}

/** Builds an app that must build. */
export function buildModule(dir, ...args) {
  const { status, stderr, report } = build(dir, ...args);
  if (status !== 0) throw new Error(`build failed:\n${stderr}`);
  return { report, stderr, bytes: readFileSync(report.wasm) };
}

/** The custom sections of that name. */
export function sections(bytes, name) {
  return WebAssembly.Module.customSections(new WebAssembly.Module(bytes), name).map((data) => Buffer.from(data));
}

export function metadataOf(bytes) {
  return JSON.parse(sections(bytes, "modus_metadata")[0].toString("utf8"));
}

/** Thrown out of a module that ends its call. */
export class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * An instance of a module with hosts for logging and models.
 * @param {(name: string, body: string) => string | null} answer what models reply
 * @param {(stream: number, memory: DataView) => number} push whether a stream's value is taken
 * @param {{kind: number, text: string}[]} pieces what a model streams; nothing after the last
 */
export function instantiate(bytes, answer = () => null, push = () => 0, pieces = []) {
  const { types } = metadataOf(bytes);
  const logs = [];
  let exports;
  const view = () => new DataView(exports.memory.buffer);
  const readString = (ptr) => {
    if (ptr === 0) return null;
    const length = view().getUint32(ptr - 4, true);
    return Buffer.from(exports.memory.buffer, ptr, length).toString("utf16le");
  };
  const writeString = (text) => {
    if (text === null) return 0;
    const data = Buffer.from(text, "utf16le");
    const ptr = exports.__pin(exports.__new(data.length, 2));
    Buffer.from(exports.memory.buffer).set(data, ptr);
    return ptr;
  };
  const modelInfo = (name) => {
    if (name === "missing") return 0;
    const { id } = types["~lib/@hypermode/modus-sdk-as/assembly/models/ModelInfo"];
    const ptr = exports.__pin(exports.__new(8, id));
    const fields = [writeString(name), writeString(`Full/${name}`)];
    fields.forEach((field, i) => view().setUint32(ptr + 4 * i, field, true));
    return ptr;
  };
  const queue = [...pieces];
  const nextPiece = () => {
    const piece = queue.shift();
    if (!piece) return 0;
    const { id } = types["~lib/@hypermode/modus-sdk-as/assembly/model_stream/Piece"];
    const ptr = exports.__pin(exports.__new(32, id));
    view().setInt32(ptr, piece.kind, true);
    view().setUint32(ptr + 16, writeString(piece.text), true);
    return ptr;
  };
  const imports = {
    modus_system: {
      logMessage: (level, text) => void logs.push([readString(level), readString(text)]),
    },
    modus_models: {
      getModelInfo: (name) => modelInfo(readString(name)),
      invokeModel: (name, body) => writeString(answer(readString(name), readString(body))),
      streamModel: () => 1,
      nextDelta: nextPiece,
    },
    modus_streams: { push: (stream) => push(stream, view()) },
    wasi_snapshot_preview1: {
      proc_exit: (code) => {
        throw new Exit(code);
      },
      clock_time_get: () => 0,
      fd_write: () => 0,
      poll_oneoff: () => 0,
      random_get: () => 0,
    },
  };
  ({ exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports));
  exports._initialize();
  return { exports, logs, readString, writeString };
}
