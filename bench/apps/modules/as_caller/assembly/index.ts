// SPDX-License-Identifier: Apache-2.0
// Functions that call another module once, and the same without the call.

import * as go from "./modules/go_callee";

export function callScalar(x: i32): i32 {
  return go.scalar(x);
}

export function callText(x: string): string {
  return go.text(x);
}

export function callObject(x: go.Person): go.Person {
  return go.object(x);
}

export function ownScalar(x: i32): i32 {
  return x;
}

export function ownText(x: string): string {
  return x;
}

export function ownObject(x: go.Person): go.Person {
  return x;
}
