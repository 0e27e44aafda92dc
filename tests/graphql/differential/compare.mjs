// SPDX-License-Identifier: Apache-2.0

// Whether two answers say the same.

import { isDeepStrictEqual } from "node:util";

const sorted = (errors) => errors.map((error) => JSON.stringify([error.message, error.locations ?? [], error.path ?? null])).sort();

/** The items of `a` that are not in `b`, counting each as often as it is there. */
function missing(a, b) {
  const left = [...b];
  return a.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Whether `data` is null somewhere on the way to the place. */
function isUnderNull(data, path) {
  let here = data;
  for (const step of path ?? []) {
    if (here === null) return true;
    here = here?.[step];
  }
  return false;
}

/**
 * How the answers differ, or nothing. Below a null that an error made, graphql-js leaves off at the first error; the
 * specification lets an engine report others of that place too.
 */
export function difference(expected, got) {
  if (got.died) return { expected: expected.errors ?? [], got: [got.died] };
  const wanted = expected.errors ?? [];
  const found = (got.errors ?? []).map(({ message, locations, path }) => ({ message, locations, path }));
  if (expected.odd) return found.length > 0 ? undefined : { expected: wanted, got: [] };
  const lacking = missing(sorted(wanted), sorted(found));
  const surplus = missing(sorted(found), sorted(wanted)).filter((text) => !isUnderNull(expected.data, JSON.parse(text)[2]));
  if (lacking.length + surplus.length > 0) return { expected: lacking, got: surplus };
  if (JSON.stringify(expected.data) === JSON.stringify(got.data)) return undefined;
  const kind = isDeepStrictEqual(expected.data, got.data) ? "order of " : "";
  return { expected: [`${kind}data ${JSON.stringify(expected.data)}`], got: [`${kind}data ${JSON.stringify(got.data)}`] };
}

/** What differences of one cause have in common: their messages without names, numbers and places. */
export function signature({ expected, got }) {
  const shape = (texts) => [...new Set(texts.map((text) =>
    String(text.message ?? text).replace(/\\"[^"]*\\"/g, "…").replace(/\[\{.*$/, "").replace(/\{.*/, "").replace(/[0-9]+/g, "0")))].sort();
  return JSON.stringify([shape(expected), shape(got)]);
}
