// SPDX-License-Identifier: Apache-2.0

// Tests of an app's functions, run by `modus test`. The names are those of as-test, whose imports
// lead here too.

import { Expectation } from "./expectation";
import * as registry from "./registry";

/** Groups tests. At the top of a file, each group runs in a sandbox of its own. */
export function describe(name: string, body: () => void): void {
  registry.add(name, body, false);
}

/** A test. It can use no variables of the functions around it: those of the file it can. */
export function test(name: string, body: () => void): void {
  registry.add(name, body, true);
}

/** The same as test. */
export function it(name: string, body: () => void): void {
  registry.add(name, body, true);
}

/** Runs before the tests of the file or group: in every sandbox, when it stands at the top. */
export function beforeAll(hook: () => void): void {
  registry.addBeforeAll(hook);
}

/** Runs after the tests of the file or group. */
export function afterAll(hook: () => void): void {
  registry.scope().afterAll.push(hook);
}

/** Runs before each test of the file or group. */
export function beforeEach(hook: () => void): void {
  registry.scope().beforeEach.push(hook);
}

/** Runs after each test of the file or group. */
export function afterEach(hook: () => void): void {
  registry.scope().afterEach.push(hook);
}

/**
 * Says what is expected of a value: `expect(add(1, 2)).toBe(3)`.
 * @param line Where this stands; the compiler transform fills it in.
 */
export function expect<T>(value: T, line: i32 = 0): Expectation<T> {
  return new Expectation<T>(value, line);
}

/** Settings of as-test, which `modus test` has no use for. */
export class RunOptions {
  log: bool = true;
}

/** Does nothing: `modus test` runs what a file holds. Files written for as-test end with it. */
export function run(_options: RunOptions | null = null): void {}
