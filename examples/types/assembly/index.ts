// SPDX-License-Identifier: Apache-2.0

export * from "./scalars";
export * from "./lists";
export * from "./collections";
export * from "./people";
export * from "./defaults";
export * from "./failures";
export * from "./logging";
export * from "./limits";
export * from "./absent";
