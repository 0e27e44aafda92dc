// SPDX-License-Identifier: Apache-2.0

// Makes a failing request smaller while it keeps failing in the same way.

import { parse, print } from "graphql";

const OPTIONAL = ["alias", "typeCondition", "defaultValue", "description", "selectionSet", "name"];

const at = (tree, path) => path.reduce((node, key) => node?.[key], tree);

/** Paths to whatever can be left out: items of lists and members of objects that `mayGo`; outer ones first. */
function paths(tree, mayGo) {
  const found = [];
  const walk = (node, path) => {
    for (const [key, value] of Object.entries(node)) {
      if (Array.isArray(node) || mayGo(key)) found.push([...path, key]);
      if (value !== null && typeof value === "object") walk(value, [...path, key]);
    }
  };
  walk(tree, []);
  return found.sort((a, b) => a.length - b.length);
}

function without(tree, path) {
  const candidate = structuredClone(tree);
  const holder = at(candidate, path.slice(0, -1));
  if (holder === null || typeof holder !== "object" || !(path.at(-1) in holder)) return undefined;
  if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1);
  else delete holder[path.at(-1)];
  return candidate;
}

/** The tree without all that `fails` can do without. */
async function shrinkTree(tree, fails, mayGo) {
  for (let again = true; again;) {
    again = false;
    // From the end, so that the paths before stay right.
    for (const path of paths(tree, mayGo).reverse().sort((a, b) => a.length - b.length)) {
      const candidate = without(tree, path);
      if (candidate === undefined || !(await fails(candidate))) continue;
      tree = candidate;
      again = true;
    }
  }
  return tree;
}

async function shrinkText(text, fails) {
  for (let size = text.length >> 1; size >= 1; size >>= 1) {
    for (let start = 0; start < text.length;) {
      const candidate = text.slice(0, start) + text.slice(start + size);
      if (await fails(candidate)) text = candidate;
      else start += size;
    }
  }
  return text;
}

const treeOf = (text) => JSON.parse(JSON.stringify(parse(text, { noLocation: true })));

async function shrinkDocument(text, fails) {
  let tree;
  try {
    tree = treeOf(text);
  } catch {
    return shrinkText(text, fails);
  }
  if (!(await fails(print(tree)))) return shrinkText(text, fails);  // its layout matters
  const small = await shrinkTree(tree, async (candidate) => {
    try {
      return await fails(print(candidate));
    } catch {
      return false;  // no document any more
    }
  }, (key) => OPTIONAL.includes(key));
  return print(small);
}

/** The smallest request found for which `stillFails` answers true. */
export async function shrink(request, stillFails) {
  let best = request;
  const shrinkPart = async (key, how) => {
    if (best[key] === undefined || best[key] === null) return;
    const value = await how(best[key], (candidate) => stillFails({ ...best, [key]: candidate }));
    best = { ...best, [key]: value };
  };
  for (const round of [1, 2]) {
    await shrinkPart("query", shrinkDocument);
    for (const key of ["rootValue", "variables"]) await shrinkPart(key, (tree, fails) => shrinkTree(tree, fails, () => true));
    if (round === 1) await shrinkPart("schema", shrinkDocument);
  }
  return best;
}
