// SPDX-License-Identifier: Apache-2.0

// What becomes of a response body, whole or streamed.

import { JSON } from "json-as";
import { ModelError } from "./models";
import * as utils from "./utils";

/** The call could not be made; the runtime has said why. Does not return. */
export function throwNotAnswered(modelName: string): void {
  utils.throwUserError('The call to model "' + modelName + '" failed. The log of the runtime tells why.');
}

/** Ends the call when the response carries an error. */
export function check(response: string, validator: ((data: string) => ModelError | null) | null): void {
  if (validator === null) return;
  const error = validator(response);
  if (error !== null) utils.throwUserError(error.toString());
}

/** Providers disagree about which members they leave out and which they send as null. */
export function read<TOutput>(modelName: string, response: string): TOutput {
  // @ts-expect-error: the compiler transform adds this to classes that read themselves
  if (isDefined(changetype<TOutput>(0).__modus_reads_itself)) return JSON.parse<TOutput>(response);
  // @ts-expect-error: and this to the others
  if (isDefined(changetype<TOutput>(0).__modus_fields)) {
    return utils.parseJson<TOutput>(response, 'the answer of model "' + modelName + '"', true);
  }
  return JSON.parse<TOutput>(response);
}
