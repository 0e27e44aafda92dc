// SPDX-License-Identifier: Apache-2.0

import { secrets } from "@hypermode/modus-sdk-as";

/** The last four characters of the key in MODUS_APP_SIGNING_KEY, to tell which one is in use. */
export function getKeyHint(): string {
  return "…" + secrets.getSecretValue("SIGNING_KEY").slice(-4);
}

/** Needs a secret that nobody set, and fails with an error that names the variable. */
export function getForgotten(): string {
  return secrets.getSecretValue("FORGOTTEN");
}
