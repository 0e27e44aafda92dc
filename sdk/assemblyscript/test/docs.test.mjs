// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { rootDir } from "./support.mjs";

const kFolders = ["docs/assemblyscript", "docs/models"].map((folder) => path.join(rootDir, folder));
const kQuote = /<!-- (\S+) -->\n```(?:ts|json)\n(.*?)\n```/gs;
const kBlock = /^```(?:ts|json)$/gm;
/** Whole sections of a modus.json, for what no example has. */
const kSections = /(?<! -->\n)^```json\n("(?:models|connections|budget|history)": .*?)\n```$/gms;
/** Where a quote may leave something out. */
const kGap = /\n\n(?=@json|\/\*\*)/;

const kPages = kFolders.flatMap((folder) => readdirSync(folder).map((page) => path.join(folder, page)));

for (const page of kPages) {
  test(`the code in ${path.basename(page)} stands in the examples`, () => {
    const text = readFileSync(page, "utf8");
    const quotes = [...text.matchAll(kQuote)];
    const sections = [...text.matchAll(kSections)];
    const blocks = [...text.matchAll(kBlock)];
    assert.equal(quotes.length + sections.length, blocks.length, "every block names its file or is of a modus.json");
    for (const [, code] of sections) JSON.parse(`{${code}}`);
    for (const [, file, code] of quotes) {
      const source = readFileSync(path.join(rootDir, file), "utf8");
      for (const part of code.split(kGap)) assert.ok(source.includes(part), part);
    }
  });
}

/** Code in Go, which also leaves out what stands at a line of dots. */
const kGoPages = [...kPages, path.join(rootDir, "docs/go/models.md")];
const kGoBlock = /(?:<!-- (\S+) -->\n)?```go\n(.*?)\n```/gs;
const kGoGap = /\n?[ \t]*…\n|\n\n(?=\/\/|func|type)/;

for (const page of kGoPages) {
  const blocks = [...readFileSync(page, "utf8").matchAll(kGoBlock)];
  if (blocks.length === 0) continue;
  test(`the Go in ${path.relative(rootDir, page)} stands in sources that are compiled`, () => {
    for (const [, file, code] of blocks) {
      assert.ok(file, `every block names its file: ${code}`);
      const source = readFileSync(path.join(rootDir, file), "utf8");
      for (const part of code.split(kGoGap)) assert.ok(source.includes(part), part);
    }
  });
}
