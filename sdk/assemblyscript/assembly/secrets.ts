// SPDX-License-Identifier: Apache-2.0

import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_secrets", "getSecretValue")
declare function hostGetSecretValue(name: string): string;

/**
 * The value of a secret: that of the environment variable MODUS_APP_<name>. Ends the call when it
 * is not set.
 */
export function getSecretValue(name: string): string {
  const value = hostGetSecretValue(name);
  if (utils.resultIsInvalid(value)) {
    utils.throwUserError(
      'The secret "' + name + '" is not set. Set the environment variable MODUS_APP_' + name + ".",
    );
  }
  return value;
}
