// SPDX-License-Identifier: Apache-2.0

import { localtime } from "@hypermode/modus-sdk-as";

/** The time in UTC. */
export function getUtcTime(): Date {
  return new Date(Date.now());
}

/** The time where the caller is; clients name their zone in the header X-Time-Zone. */
export function getLocalTime(): string {
  return localtime.now();
}

/** The time in a zone such as "Europe/Berlin". */
export function getTimeInZone(zone: string): string {
  return localtime.nowInZone(zone);
}

/** The caller's time zone. */
export function getLocalTimeZone(): string {
  return localtime.getTimeZone();
}

/** Whether there is such a zone. */
export function isTimeZone(zone: string): bool {
  return localtime.isValidTimeZone(zone);
}
