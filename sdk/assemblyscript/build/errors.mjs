// SPDX-License-Identifier: Apache-2.0

/** A build that cannot go on, with a message for the author of the app. */
export class BuildError extends Error {}
