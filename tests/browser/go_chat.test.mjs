// SPDX-License-Identifier: Apache-2.0

// The same page with a function in Go behind it.

process.env.MODUS_CHAT_APP = "examples/go/chat";
await import("./chat.test.mjs");
