// SPDX-License-Identifier: Apache-2.0

// All there is to see is in __tests__.

export function nothing(): void {}
