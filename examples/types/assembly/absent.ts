// SPDX-License-Identifier: Apache-2.0

import { Box } from "@hypermode/modus-sdk-as";
import { JSON } from "json-as";

/** The mean of the values that are known. */
export function mean(values: (Box<f64> | null)[]): Box<f64> | null {
  let sum: f64 = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const known = values[i];
    if (known === null) continue;
    sum += known.value;
    count++;
  }
  return count > 0 ? new Box<f64>(sum / count) : null;
}

/** Any value, in an envelope. */
export function wrap(value: JSON.Raw): JSON.Raw {
  return new JSON.Raw('{"value":' + value.data + "}");
}
