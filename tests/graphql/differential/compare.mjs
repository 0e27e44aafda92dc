// SPDX-License-Identifier: Apache-2.0

// Whether two answers say the same.

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

const BUILT_IN = /^(__.*|skip|include|deprecated|specifiedBy|oneOf)$/;
const SCALAR = /^(Int|Float|String|Boolean|ID)$/;

/**
 * What an introspection says of what the schema document defines, with its lists in one order: theirs is free. Of the rest
 * graphql-js says what later editions of the specification will, in its own words.
 */
function meaning(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const own = value.filter((item) => !BUILT_IN.test(item?.name)).map(meaning);
    return own.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (SCALAR.test(value.name)) return { name: value.name };
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, meaning(of)]));
}

/** Where two values first differ, as a path and both values there. */
function firstDifference(a, b, path = "data") {
  const isTree = (value) => value !== null && typeof value === "object";
  const alike = isTree(a) && isTree(b) && JSON.stringify(Object.keys(a)) === JSON.stringify(Object.keys(b));
  const key = alike && Object.keys(a).find((one) => JSON.stringify(a[one]) !== JSON.stringify(b[one]));
  if (alike && key !== undefined) return firstDifference(a[key], b[key], `${path}.${key}`);
  return { expected: [`${path} ${JSON.stringify(a)}`], got: [`${path} ${JSON.stringify(b)}`] };
}

// What the specification has and graphql-js has not: a @oneOf object that stands for a list of one, or behind a non-null
// type, takes no nullable variable either.
const STRICTER = /^Variable ".*" is of type ".*" but must be non-nullable to be used for OneOf Input Object ".*"\.$/;
// Which fields are left out is decided before anything is executed; graphql-js decides where it gets to.
const SOONER = 'Argument "if" of non-null type "Boolean!" must not be null.';

/**
 * How the answers differ, or nothing. Below a null that an error made, graphql-js leaves off at the first error; the
 * specification lets an engine report others of that place too.
 */
export function difference(expected, got, isIntrospection) {
  if (got.died) return { expected: expected.errors ?? [], got: [got.died] };
  const wanted = expected.errors ?? [];
  const found = (got.errors ?? []).map(({ message, locations, path }) => ({ message, locations, path }));
  if (expected.odd) return found.length > 0 ? undefined : { expected: wanted, got: [] };
  if (found.some((error) => error.message === SOONER)) return undefined;
  const lacking = missing(sorted(wanted), sorted(found));
  const mayBeSurplus = ([message, , path]) => STRICTER.test(message) || isUnderNull(expected.data, path);
  const surplus = missing(sorted(found), sorted(wanted)).filter((text) => !mayBeSurplus(JSON.parse(text)));
  if (lacking.length + surplus.length > 0) return { expected: lacking, got: surplus };
  const [data, gotData] = isIntrospection ? [meaning(expected.data), meaning(got.data)] : [expected.data, got.data];
  return JSON.stringify(data) === JSON.stringify(gotData) ? undefined : firstDifference(data, gotData);
}

/** What differences of one cause have in common: their messages without names, numbers and places. */
export function signature({ expected, got }) {
  const shape = (texts) => [...new Set(texts.map((text) =>
    text.replace(/\\"[^"]*\\"/g, "…").replace(/^data\S*/, "data").replace(/\[\{.*$/, "").replace(/\{.*/, "").replace(/[0-9]+/g, "0")))].sort();
  return JSON.stringify([shape(expected), shape(got)]);
}
