// SPDX-License-Identifier: Apache-2.0

import * as host from "./host";

type Body = () => void;

/** What stands at the top of a test file; each runs in a sandbox of its own. */
class Root {
  constructor(
    public name: string,
    public body: Body,
    public isTest: bool,
  ) {}
}

/** The hooks of a file or suite. */
class Scope {
  beforeAll: Body[] = [];
  afterAll: Body[] = [];
  beforeEach: Body[] = [];
  afterEach: Body[] = [];
}

const roots: Root[] = [];
const scopes: Scope[] = [new Scope()];
let isRunning = false;

/** The names of what the file holds, in order. */
export function names(): string[] {
  return roots.map<string>((root) => root.name);
}

/** Runs what has that place among the names. */
export function runRoot(index: i32): void {
  const root = roots[index];
  isRunning = true;
  callAll(scopes[0].beforeAll);
  runNow(root.name, root.body, root.isTest);
  callAll(scopes[0].afterAll);
}

/** Runs a test or suite, or notes it for later when it stands at the top of the file. */
export function add(name: string, body: Body, isTest: bool): void {
  if (isRunning) {
    runNow(name, body, isTest);
  } else {
    roots.push(new Root(name, body, isTest));
  }
}

export function scope(): Scope {
  return scopes[scopes.length - 1];
}

/** Hooks of a suite that runs already are called at once. */
export function addBeforeAll(hook: Body): void {
  if (isRunning) {
    hook();
  } else {
    scope().beforeAll.push(hook);
  }
}

function runNow(name: string, body: Body, isTest: bool): void {
  host.begin(name);
  if (isTest) {
    for (let i = 0; i < scopes.length; i++) callAll(scopes[i].beforeEach);
  }
  scopes.push(new Scope());
  body();
  callAll(scopes.pop().afterAll);
  if (isTest) {
    for (let i = scopes.length - 1; i >= 0; i--) callAll(scopes[i].afterEach);
  }
  host.end();
}

function callAll(hooks: Body[]): void {
  for (let i = 0; i < hooks.length; i++) hooks[i]();
}
