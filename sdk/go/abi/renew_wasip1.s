// SPDX-License-Identifier: Apache-2.0

// Lets this package declare a function whose body is elsewhere.
