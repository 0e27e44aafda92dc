// SPDX-License-Identifier: Apache-2.0

import * as utils from "./utils";

/**
 * The claims of the caller's verified token, as a class of the app's with @json. Without a token
 * every claim has its default.
 */
export function getJWTClaims<T>(): T {
  const claims = process.env.has("CLAIMS") ? process.env.get("CLAIMS") : "";
  return utils.parseJson<T>(claims.length > 0 ? claims : "{}", "the claims of the token");
}
