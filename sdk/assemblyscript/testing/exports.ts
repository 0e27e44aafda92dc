// SPDX-License-Identifier: Apache-2.0

// What `modus test` calls in a test file. The compiler transform exports it from them.

export { names as _modus_tests, runRoot as _modus_test_run } from "./registry";
