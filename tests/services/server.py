#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A local server that plays other people's services, for tests of the whole system.

    server.py

Listens on a free port of 127.0.0.1, which it prints as the first line of standard output. Python's
standard library is all it needs.

/v1/quotes…           a REST service of quotes; wants `Authorization: Bearer test-token`, 401 without
/v1/answer            says as JSON what it was asked: method, path, headers, body
/v1/gzip              a compressed text
/v1/redirect?to=URL   302 to that URL; &status=N for another status
/v1/loop              redirects to itself
/v1/slow?seconds=N    answers after that time; whether the client stayed tells /v1/patience
/v1/large?bytes=N     that many bytes
/v1/cut               closes the connection in the middle of the answer
/v1/status/N          that status
/graphql              a GraphQL service with `country(code: ID!)`, as graphql-js answers; wants
                      `X-API-Key: test-key`
"""
import gzip
import http.server
import json
import time
import urllib.parse

QUOTES = [
    {"id": 1, "author": "Ada Lovelace", "text": "That brain of mine is something more than merely mortal.",
     "tags": ["mind"]},
    {"id": 2, "author": "Grace Hopper", "text": "The most dangerous phrase is: we've always done it this way.",
     "tags": ["change", "habit"]},
]
COUNTRIES = {"NZ": {"code": "NZ", "name": "New Zealand", "capital": "Wellington"},
             "AQ": {"code": "AQ", "name": "Antarctica", "capital": None}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    patience = {"stayed": 0, "left": 0}

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers = [("Content-Type", "application/json"), *headers]
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        url = urllib.parse.urlsplit(self.path)
        self.parameters = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/graphql":
            return self.graphql()
        if url.path.startswith("/v1/quotes"):
            return self.quotes(url.path[len("/v1/quotes"):].strip("/"))
        name, _, rest = url.path[len("/v1/"):].partition("/")
        handler = getattr(self, "serve_" + name, None)
        if handler is None:
            return self.answer(404, {"error": "no such path"})
        return handler(rest)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

    def quotes(self, which):
        if self.headers.get("Authorization") != "Bearer test-token":
            return self.answer(401, {"error": "a token is missing"})
        if self.command == "POST":
            quote = json.loads(self.body)
            return self.answer(201, {**quote, "id": 3})
        if which == "":
            author = self.parameters.get("author")
            if author == "Sloth":
                time.sleep(3)
            return self.answer(200, [quote for quote in QUOTES if quote["author"] == author])
        if which.startswith("portraits/"):
            return self.answer(200, bytes(range(256)), [("Content-Type", "image/x-test")])
        if which == "13":
            return self.answer(200, {"id": 13, "author": None, "text": "", "tags": []})
        found = [quote for quote in QUOTES if str(quote["id"]) == which]
        return self.answer(200, found[0]) if found else self.answer(404, {"error": "no such quote"})

    def serve_answer(self, _):
        headers = [[name, value] for name, value in self.headers.items()]
        self.answer(200, {"method": self.command, "path": self.path, "headers": headers,
                          "body": self.body.decode("latin-1")}, [("X-Twice", "a"), ("x-twice", "b")])

    def serve_gzip(self, _):
        self.answer(200, gzip.compress("Grüße".encode() * 1000), [("Content-Encoding", "gzip")])

    def serve_redirect(self, _):
        self.answer(int(self.parameters.get("status", 302)), b"", [("Location", self.parameters["to"])])

    def serve_loop(self, _):
        self.answer(302, b"", [("Location", self.path)])

    def serve_slow(self, _):
        end = time.monotonic() + float(self.parameters["seconds"])
        self.connection.settimeout(0.05)
        while time.monotonic() < end:
            try:
                if self.connection.recv(1) == b"":
                    Handler.patience["left"] += 1
                    self.close_connection = True
                    return
            except TimeoutError:
                pass
        self.connection.settimeout(None)
        Handler.patience["stayed"] += 1
        self.answer(200, b"done")

    def serve_patience(self, _):
        self.answer(200, Handler.patience)

    def serve_large(self, _):
        self.answer(200, b"x" * int(self.parameters["bytes"]))

    def serve_cut(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"not all of it")
        self.close_connection = True

    def serve_status(self, status):
        self.answer(int(status), b"")

    def graphql(self):
        if self.headers.get("X-API-Key") != "test-key":
            return self.answer(403, {"error": "no key"})
        request = json.loads(self.body)
        if "country(" not in request["query"]:
            return self.answer(400, {"errors": [{"message": "Syntax Error"}]})
        code = request["variables"].get("code")
        if code is None:
            message = 'Variable "$code" of required type "ID!" was not provided.'
            return self.answer(200, {"errors": [{"message": message, "locations": [{"line": 1, "column": 8}]}]})
        return self.answer(200, {"data": {"country": COUNTRIES.get(code)}})


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()
