// SPDX-License-Identifier: Apache-2.0

import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_system", "getTimeInZone")
declare function hostGetTimeInZone(tz: string | null): string | null;

/** The time where the caller is: RFC 3339 with the zone's offset. */
export function now(): string {
  const time = hostGetTimeInZone(null);
  if (time === null) {
    utils.throwUserError('There is no time zone named "' + getTimeZone() + '".');
  }
  return time!;
}

/** The time in a zone such as "Europe/Berlin": RFC 3339 with the zone's offset. */
export function nowInZone(tz: string): string {
  const time = tz.length > 0 ? hostGetTimeInZone(tz) : null;
  if (time === null) utils.throwUserError('There is no time zone named "' + tz + '".');
  return time!;
}

/** The name of the caller's time zone, such as "Europe/Berlin". */
export function getTimeZone(): string {
  return process.env.has("TZ") ? process.env.get("TZ") : "UTC";
}

/** Whether there is a time zone of that name. */
export function isValidTimeZone(tz: string): bool {
  return tz.length > 0 && hostGetTimeInZone(tz) !== null;
}

/** @deprecated Use `now`. */
export function Now(): string {
  return now();
}

/** @deprecated Use `nowInZone`. */
export function NowInZone(tz: string): string {
  return nowInZone(tz);
}

/** @deprecated Use `getTimeZone`. */
export function GetTimeZone(): string {
  return getTimeZone();
}

/** @deprecated Use `isValidTimeZone`. */
export function IsValidTimeZone(tz: string): bool {
  return isValidTimeZone(tz);
}
