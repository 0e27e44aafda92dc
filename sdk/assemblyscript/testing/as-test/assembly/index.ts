// SPDX-License-Identifier: Apache-2.0

// What files written for as-test import: Modus runs them itself.

export * from "@hypermode/modus-sdk-as/testing";
