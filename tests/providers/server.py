#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A local server that speaks the formats of model providers, for tests of the whole system.

    server.py

Listens on a free port of 127.0.0.1, which it prints as the first line of standard output. Python's
standard library is all it needs. Every provider says "You said: TEXT", TEXT being the last text of
the user; when tools are offered, and unless their results are there, it calls the first one with
{"text": TEXT} instead. When it is told that it must call one it does so in every round.

    POST /v1/chat/completions                          OpenAI, and Azure OpenAI below
         /openai/deployments/NAME/chat/completions     …with `api-key` and `?api-version=`
         /v1/responses, /v1/embeddings                 OpenAI
         /v1/messages                                  Anthropic
         /v1beta/models/NAME:generateContent           Gemini; and :streamGenerateContent?alt=sse
         /model/NAME/converse, /converse-stream        Amazon Bedrock
         /model/NAME/invoke, /invoke-with-response-stream  …with Llama's own format
         /custom/generate, /custom/generate-live       nobody's: what a mapping in modus.json describes

The key is "test-key" everywhere; requests to Bedrock must be signed with AKIDEXAMPLE's key, and the
signature is checked. A wrong key, a body that is not a valid request, an unknown path get the
provider's own error. The user's text may ask for trouble: "please fail" is answered with 500,
"please wait" with 429 and `Retry-After: 20`, "please overload" with 529 or 503. In a stream:

    please split        a byte at a time
    please slow         a pause after each event
    please cut          the connection closes in the middle
    please stop early   the stream ends properly, before the answer does
    please break        an error takes the place of the rest
    please mumble       an event that is not JSON, or whose checksum is wrong
    please stall        the rest never comes
    please flood        an event without end
    please go on        the event in the middle, over and over, until the client leaves

A text with "please act" tells the provider what to do in each round; see scripts.py.

GET /requests lists path, headers and body of the requests seen so far, as a JSON array; GET /endless the streams
that went on: the user's text, the bytes sent, and whether the client has left.
"""
import http.server
import json
import threading
import time
import urllib.parse

import amazon
import formats
import scripts

KEY = "test-key"


class Refusal(Exception):
    """A request that the provider does not take."""

    def __init__(self, status, kind, message):
        super().__init__(message)
        self.status = status
        self.kind = kind


TROUBLES = {
    "please fail": (500, "server_error", "The server had an error while processing your request."),
    "please wait": (429, "rate_limit_error", "Rate limit reached."),
    "please overload": (529, "overloaded_error", "Overloaded"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        with self.server.lock:
            self.send_json(200, self.server.endless if self.path == "/endless" else self.server.requests)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        found = formats.find(url)
        provider = found or formats.OPENAI_CHAT
        try:
            if found is None:
                raise Refusal(404, "not_found_error", f"Invalid URL (POST {url.path})")
            self.check_key(provider, url, body)
            request = self.read(provider, body)
            self.answer(provider, url, request)
        except Refusal as refusal:
            headers = {"Retry-After": "20"} if refusal.status == 429 else {}
            self.send_json(refusal.status, provider.error(refusal.status, refusal.kind, str(refusal)), headers)
        except formats.Invalid as problem:
            self.send_json(400, provider.error(400, "invalid_request_error", str(problem)))

    def check_key(self, provider, url, body):
        if provider.signed:
            problem = amazon.signature_problem(self.command, url, self.headers, body)
            if problem:
                raise Refusal(403, "InvalidSignatureException", problem)
            return
        name, value = provider.key
        if self.headers.get(name) != value.format(KEY):
            raise Refusal(401, "authentication_error", "The API key is not valid.")

    def read(self, provider, body):
        try:
            request = json.loads(body)
        except ValueError:
            raise formats.Invalid("The body is not JSON.") from None
        provider.check(request, self.headers)
        seen = {"path": self.path, "headers": dict(self.headers), "body": request}
        with self.server.lock:
            self.server.requests.append(seen)
        return request

    def answer(self, provider, url, request):
        text = provider.text(request)
        for trouble, refusal in TROUBLES.items():
            if trouble in text:
                raise Refusal(*refusal)
        call = provider.wanted_call(request, text)
        text, call = scripts.play(provider, request, text, call)
        if not provider.wants_stream(url, request):
            return self.send_json(200, provider.answer(request, text, call))
        frame = amazon.frame if provider.signed else provider.frame
        events = [frame(event) for event in provider.events(request, text, call)]
        self.stream(provider, text, frame, events)

    def stream(self, provider, text, frame, events):
        self.send_response(200)
        self.send_header("Content-Type", provider.stream_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        half = len(events) // 2
        if "please split" in text:
            events = [bytes([byte]) for byte in b"".join(events)]
        elif "please cut" in text:
            self.close_connection = True
            return self.send_chunks([*events[:half], events[half][:5]])
        elif "please stop early" in text:
            events = events[:half]
        elif "please break" in text:
            events = [*events[:half], frame(provider.broken())]
        elif "please mumble" in text:
            events = [*events[:half], provider.mumble(frame)]
        elif "please stall" in text:
            self.close_connection = True
            self.send_chunks(events[:half])
            return self.server.closing.wait()
        elif "please flood" in text:
            events = [provider.flood_start, *[b"x" * (1 << 20)] * 20]
        pause = 0.05 if "please slow" in text else 0
        if "please go on" in text:
            return self.go_on(text, events[:half], events[half], pause)
        for event in events:
            self.send_chunks([event])
            time.sleep(pause)
        self.send_chunks([b""])

    def go_on(self, text, first, event, pause):
        seen = {"text": text, "bytes": 0, "left": False}
        with self.server.lock:
            self.server.endless.append(seen)
        try:
            self.send_chunks(first)
            while True:
                self.send_chunks([event])
                seen["bytes"] += len(event)
                time.sleep(pause)
        except OSError:
            seen["left"] = True
            self.close_connection = True

    def send_chunks(self, chunks):
        for data in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def send_json(self, status, value, headers=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []
        self.endless = []
        self.lock = threading.Lock()
        self.closing = threading.Event()

    def handle_error(self, *_):
        pass  # a client that went away is part of many tests


def main():
    with Server() as server:
        print(server.server_address[1], flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.closing.set()


if __name__ == "__main__":
    main()
