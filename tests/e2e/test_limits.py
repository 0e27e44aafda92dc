# SPDX-License-Identifier: Apache-2.0
"""Functions that misbehave, and clients that do: every one an error that names its limit, never a crash."""
import concurrent.futures
import json
import socket
import time
import unittest

import harness
from harness import Server


class MisbehavingFunctions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("types"), "--jsonlogs", "--timeout", "1000", "--memory", "32")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def errors(self, query):
        response = self.server.ask(query)
        self.assertIn("errors", response)
        return response["errors"][0]["message"]

    def test_throws(self):
        response = self.server.ask("{ throwError }")
        self.assertEqual(response["errors"], [{"message": "error calling function", "path": ["throwError"]}])
        self.assertIsNone(response["data"])

    def test_traps(self):
        self.assertTrue(self.errors("{ hitUnreachable }").startswith("wasm error: unreachable"))
        self.assertIn("divide by zero", self.errors("{ divide(a: 1, b: 0) }"))

    def test_exits(self):
        self.assertIn("3", self.errors("{ exitWith(code: 3) }"))

    def test_recurses_without_end(self):
        self.assertIn("stack", self.errors("{ recurseForever }"))

    def test_loops_for_ever(self):
        started = time.monotonic()
        self.assertIn("1 s", self.errors("{ loopForever }"))
        self.assertLess(time.monotonic() - started, 3)

    def test_allocates_without_end(self):
        self.assertIn("32 M", self.errors("{ allocateForever }"))
        time.sleep(1)
        self.assertLess(harness.resident_bytes(self.server.process.pid), 200 << 20)

    def test_loops_do_not_starve_others(self):
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            loops = [pool.submit(self.server.errors, "{ loopForever }") for _ in range(4)]
            time.sleep(0.2)
            started = time.monotonic()
            for _ in range(20):
                self.server.data("{ hello }")
            self.assertLess(time.monotonic() - started, 0.7)
            for loop in loops:
                self.assertIn("1 s", loop.result())

    def test_one_failing_field_of_several(self):
        response = self.server.ask("{ a: hello  b: throwError  c: hello }")
        self.assertEqual(response["errors"][0]["path"], ["b"])


class MisbehavingClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("types"), "--jsonlogs")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def post(self, body):
        return harness.http("POST", self.server.url(), body)[:2]

    def test_no_json(self):
        status, text = self.post(b'{"query": "{ hello }"')
        self.assertEqual(status, 400)
        self.assertIn("line 1", text)

    def test_no_query(self):
        for body in (b"", b"[]", b"{}", b'{"query": 1}', b'{"query": "{ hello }", "variables": []}'):
            self.assertEqual(self.post(body)[0], 400, body)

    def test_an_unknown_field(self):
        response = self.server.ask("{ helo }")
        self.assertNotIn("data", response)
        self.assertIn('Cannot query field "helo" on type "Query".', response["errors"][0]["message"])
        self.assertEqual(response["errors"][0]["locations"], [{"line": 1, "column": 3}])

    def test_a_syntax_error(self):
        self.assertTrue(self.server.errors("{ hello").startswith("Syntax Error: "))

    def test_a_deep_query(self):
        self.assertTrue(self.server.errors("{ hello " * 5000 + "}" * 5000))

    def test_a_body_of_100_mb(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as client:
            client.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n")
            answer = client.recv(4096).decode()
        self.assertTrue(answer.startswith("HTTP/1.1 413 "), answer)
        self.assertLess(harness.resident_bytes(self.server.process.pid), 200 << 20)

    def test_garbage(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as client:
            client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 400 "))

    def test_other_paths_and_methods(self):
        self.assertEqual(self.server.get("/nothing")[:2], (404, "Not Found"))
        self.assertEqual(harness.http("DELETE", self.server.url(), b"")[:2], (405, "Method not allowed"))
        self.assertEqual(self.server.get("/explorer/api/inferences")[0], 404)  # development only
        health = json.loads(self.server.get("/health")[1])
        self.assertEqual(list(health), ["status", "environment", "app_version"])
        self.assertEqual(health["status"], "ok")

    def test_a_client_that_leaves(self):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as client:
                body = json.dumps({"query": "{ loopForever }"}).encode()
                client.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.5)  # with their calls still running the loops would be busy for two minutes
        started = time.monotonic()
        self.server.data("{ hello }")
        self.assertLess(time.monotonic() - started, 0.5)


if __name__ == "__main__":
    unittest.main()
