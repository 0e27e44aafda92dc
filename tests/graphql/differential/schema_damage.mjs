// SPDX-License-Identifier: Apache-2.0

// Breaks a schema document in its syntax tree, without knowing what the parts are for.

import { parse, print } from "graphql";

const TYPE_KINDS = ["NamedType", "ListType", "NonNullType"];
const LITERALS = ["null", "1", "1.5", "true", '"text"', "RED", "[]", "{}", "{id: 1}"]
  .map((text) => parse(`{ f(a: ${text}) }`, { noLocation: true }).definitions[0].selectionSet.selections[0].arguments[0].value);
const NAMES = ["Query", "String", "Unknown", "__Type", "__hidden", "id", "JSON", "RED", "deprecated", "oneOf", "specifiedBy", "FIELD", "OBJECT"];

/** Every place in a tree that holds a node, as the holder and its key. */
function places(node, found = []) {
  for (const [key, value] of Object.entries(node)) {
    if (value === null || typeof value !== "object") continue;
    if (value.kind) found.push([node, key]);
    places(value, found);
  }
  return found;
}

const copy = (node) => JSON.parse(JSON.stringify(node));
const kindAt = ([holder, key]) => holder[key].kind;

// Each takes the choices, all places and a function that picks one of some.
const WAYS = {
  rename(random, all, one) {
    const [holder, key] = one(all.filter((place) => kindAt(place) === "Name"));
    const others = all.filter((place) => kindAt(place) === "Name").map(([other, otherKey]) => other[otherKey].value);
    holder[key] = { kind: "Name", value: random.pick(random.oneIn(2) ? others : NAMES) };
  },
  drop(random, all, one) {
    const [holder, key] = one(all.filter(([list]) => Array.isArray(list)));
    holder.splice(Number(key), 1);
  },
  duplicate(random, all, one) {
    const [holder, key] = one(all.filter(([list]) => Array.isArray(list)));
    holder.splice(Number(key), 0, copy(holder[key]));
  },
  otherType(random, all, one) {
    const types = all.filter((place) => TYPE_KINDS.includes(kindAt(place)) && !Array.isArray(place[0]));
    const [holder, key] = one(types);
    const [other, otherKey] = one(types);
    holder[key] = copy(other[otherKey]);
  },
  nonNull(random, all, one) {
    const [holder, key] = one(all.filter((place) => TYPE_KINDS.includes(kindAt(place)) && place[1] === "type" && place[0].kind !== "NonNullType"));
    holder[key] = holder[key].kind === "NonNullType" ? holder[key].type : { kind: "NonNullType", type: holder[key] };
  },
  otherValue(random, all, one) {
    const [holder, key] = one(all.filter((place) => kindAt(place).endsWith("Value")));
    holder[key] = copy(random.pick(LITERALS));
  },
  moved(random, all, one) {
    const [list] = one(all.filter(([holder]) => Array.isArray(holder)));
    const kind = list[0].kind;
    const [other, key] = one(all.filter(([holder, at]) => Array.isArray(holder) && holder !== list && holder[at].kind === kind));
    list.push(copy(other[key]));
  },
};

/** The schema document, broken in one to three ways (or not at all where a way found nothing). */
export function damageSchema(random, sdl) {
  const document = JSON.parse(JSON.stringify(parse(sdl, { noLocation: true })));
  const ways = random.times(1, 3, () => random.pick(Object.keys(WAYS)));
  for (const way of ways) {
    const one = (items) => (items.length > 0 ? random.pick(items) : [[{ kind: "Name" }], 0]);
    WAYS[way](random, places(document), one);
  }
  return { schema: print(document), ways };
}
