// SPDX-License-Identifier: Apache-2.0
// A local provider over TLS and HTTP/2 that counts what clients make it do.
//
//     secure.mjs KEY_FILE CERTIFICATE_FILE
//
// Prints its port. POST answers a chat completion after 50 ms; GET, over HTTP/1.1 too, the counts,
// which are of HTTP/2 only.
import http2 from "node:http2";
import fs from "node:fs";

const [key, cert] = process.argv.slice(2).map((file) => fs.readFileSync(file));
const counts = { handshakes: 0, requests: 0, streamsAtOnce: 0 };
let open = 0;

const completion = {
  id: "chatcmpl-test",
  object: "chat.completion",
  created: 1700000000,
  model: "gpt-4o-mini",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello over HTTP/2" },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};

const server = http2.createSecureServer({ key, cert, allowHTTP1: true });
server.on("secureConnection", (socket) => {
  if (socket.alpnProtocol === "h2") ++counts.handshakes;
});
server.on("request", (request, response) => {
  const answer = (value) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(value));
  };
  if (request.method === "GET") return answer(counts);
  ++counts.requests;
  counts.streamsAtOnce = Math.max(counts.streamsAtOnce, ++open);
  response.on("close", () => --open);
  request.resume();
  setTimeout(() => answer(completion), 50);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
