// SPDX-License-Identifier: Apache-2.0

/** What may stand between a comment and the declaration that it documents. */
const kBetween =
  /^(?:\s|@[\w.]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?|export\b|default\b|abstract\b|declare\b|final\b|\/\/[^\n]*\n)*$/;

/**
 * The documentation of a declaration: the block comment that stands right before it, with only
 * decorators and modifiers in between.
 * @param {{range: {start: number, source: {text: string}}}} declaration
 * @returns {{lines: string[]} | undefined}
 */
export function docsOf(declaration) {
  const before = declaration.range.source.text.slice(0, declaration.range.start);
  const end = before.lastIndexOf("*/");
  if (end < 0 || !kBetween.test(before.slice(end + 2))) return undefined;
  const start = before.lastIndexOf("/*", end);
  if (start < 0 || before[start + 2] !== "*" || start + 2 === end) return undefined;
  const lines = before
    .slice(start + 3, end)
    .split("\n")
    .map((line) => line.trim().replace(/^\*\s?/, "").trimEnd())
    .filter((line) => line !== "");
  return lines.length > 0 ? { lines } : undefined;
}
