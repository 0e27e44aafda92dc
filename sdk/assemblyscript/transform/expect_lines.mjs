// SPDX-License-Identifier: Apache-2.0

// Tells each expect(…) of a test file the line it stands on, for the report of a failure.

import { NodeKind, Parser, Source, SourceKind, Tokenizer } from "assemblyscript/dist/assemblyscript.js";
import { isTestFile } from "../build/find_tests.mjs";
import { isApp } from "./extra_exports.mjs";

export function addExpectLines(parser) {
  for (const source of parser.sources) {
    if (isApp(source) && isTestFile(source.normalizedPath)) visit(source.statements, source);
  }
}

function visit(node, source) {
  if (Array.isArray(node)) {
    for (const element of node) visit(element, source);
  } else if (node !== null && typeof node === "object" && "kind" in node && "range" in node) {
    if (isExpect(node)) node.args.push(lineOf(node, source));
    for (const [name, part] of Object.entries(node)) {
      if (name !== "parent" && name !== "range") visit(part, source);
    }
  }
}

function isExpect({ kind, expression, args }) {
  return kind === NodeKind.Call && expression.text === "expect" && args.length === 1;
}

function lineOf({ range }, source) {
  const text = new Source(SourceKind.User, "line", String(source.lineAt(range.start)));
  const line = new Parser().parseExpression(new Tokenizer(text));
  line.range = range; // the compiler joins the ranges of arguments
  return line;
}
