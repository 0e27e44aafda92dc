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
    alone = True  # run.py: it measures how soon something happens

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
    alone = True  # run.py: it measures how soon something happens

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
            with self.server.asking("{ loopForever }"):
                pass
        time.sleep(0.5)  # with their calls still running the loops would be busy for two minutes
        started = time.monotonic()
        self.server.data("{ hello }")
        self.assertLess(time.monotonic() - started, 0.5)


def limited(**limits):
    """An app whose modus.json has these limits."""
    return harness.changed_app("types", lambda manifest: manifest.update(limits=limits))


class Limits(unittest.TestCase):
    """Each limit, reached and raised, by modus.json and by flag, while another call goes on."""

    def check(self, below, above, error, **limits):
        """Under these limits of modus.json, and then under none: `below` works always, `above` without limits only."""
        with limited(**limits) as app, Server("serve", app, "--jsonlogs") as server:
            self.check_query(server, below, above, error)
        with Server("serve", harness.built_app("types"), "--jsonlogs") as server:
            server.data(above)

    def check_query(self, server, below, above, error):
        server.data(below)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            other = pool.submit(server.data, "{ sleep(milliseconds: 400) }")
            message = server.errors(above)
            self.assertEqual(other.result(), {"sleep": 0})
        self.assertRegex(message, error)
        server.data(below)

    def test_time(self):
        self.check("{ sleep(milliseconds: 500) }", "{ sleep(milliseconds: 1100) }", "1 s.*limits.timeoutMs",
                   timeoutMs=1000)

    def test_memory(self):
        self.check("{ takeMemory(megabytes: 2) }", "{ takeMemory(megabytes: 12) }", "8 MB.*limits.memoryBytes",
                   memoryBytes=8 << 20)

    def test_stack(self):
        self.check("{ nest(depth: 500) }", "{ nest(depth: 5000) }", "stack limit of 64 KB", stackBytes=64 << 10)

    def test_response(self):
        self.check("{ longText(kilobytes: 50) }", "{ longText(kilobytes: 150) }", "100 KB.*limits.responseBytes",
                   responseBytes=100 << 10)

    def test_response_of_several_fields(self):
        with limited(responseBytes=100 << 10) as app, Server("serve", app, "--jsonlogs") as server:
            answer = server.ask("{ a: longText(kilobytes: 60)  b: longText(kilobytes: 60) }")
            self.assertIn("limits.responseBytes", answer["errors"][0]["message"])

    def test_request(self):
        def post(server, size):
            return harness.http("POST", server.url(), json.dumps({"query": "{ hello }" + " " * size}).encode())[:2]

        with limited(requestBytes=20 << 10) as app, Server("serve", app, "--jsonlogs") as server:
            self.assertEqual(post(server, 10 << 10)[0], 200)
            self.assertEqual(post(server, 30 << 10)[0], 413)
        with Server("serve", harness.built_app("types"), "--jsonlogs", "--max-body", "20") as server:
            self.assertEqual(post(server, 10 << 10)[0], 200)
            self.assertEqual(post(server, 30 << 10)[0], 413)
        with limited(requestBytes=30 << 20) as app, Server("serve", app, "--jsonlogs") as server:
            body = json.dumps({"query": "{ hello }", "variables": {"unused": "x" * (20 << 20)}}).encode()
            self.assertEqual(harness.http("POST", server.url(), body)[0], 200)

    def test_flags_raise_and_lower(self):
        flags = ["--timeout", "700", "--memory", "100", "--stack", "2048", "--max-response", "30000"]
        with Server("serve", harness.built_app("types"), "--jsonlogs", *flags) as server:
            self.assertIn("700 ms", server.errors("{ sleep(milliseconds: 1000) }"))
            self.assertEqual(server.data("{ takeMemory(megabytes: 75) }"), {"takeMemory": 75})
            self.assertEqual(server.data("{ nest(depth: 30000) }"), {"nest": 30000})
            self.assertEqual(len(server.data("{ longText(kilobytes: 20000) }")["longText"]), 20000 << 10)

    def test_modus_json_raises(self):
        limits = {"memoryBytes": 300 << 20, "stackBytes": 2 << 20, "responseBytes": 30 << 20}
        with limited(**limits) as app, Server("serve", app, "--jsonlogs") as server:
            self.assertEqual(server.data("{ takeMemory(megabytes: 260) }"), {"takeMemory": 260})
            self.assertEqual(server.data("{ nest(depth: 30000) }"), {"nest": 30000})
            self.assertEqual(len(server.data("{ longText(kilobytes: 20000) }")["longText"]), 20000 << 10)

    def test_modus_json_cannot_go_beyond_a_flag(self):
        with limited(timeoutMs=5000) as app, Server("serve", app, "--jsonlogs", "--timeout", "300") as server:
            self.assertIn("300 ms", server.errors("{ sleep(milliseconds: 1000) }"))
            server.wait_for("limits.timeoutMs in modus.json is 5000, but --timeout allows at most 300")

    def test_a_reload_changes_what_it_can(self):
        with limited(timeoutMs=300) as app, Server("serve", app, "--jsonlogs") as server:
            self.assertIn("300 ms", server.errors("{ sleep(milliseconds: 500) }"))
            limits = {"timeoutMs": 5000, "stackBytes": 1 << 20, "requestBytes": 2048}
            harness.edit_json(app / "modus.json", lambda manifest: manifest.update(limits=limits))
            server.wait_for("limits.stackBytes is now 1048576; it stays 524288 until the next start")
            server.wait_for("Loaded the app's new version")
            self.assertEqual(server.data("{ sleep(milliseconds: 500) }"), {"sleep": 0})
            status, text, _ = harness.http("POST", server.url(), b" " * 3000)
            self.assertEqual(status, 413)
            self.assertIn("3000 bytes is longer than the limit of 2048; raise limits.requestBytes", text)

    def test_wrong_values(self):
        for limits, message in (
                ({"concurrentCalls": 0}, "limits.concurrentCalls is 0; it must be a whole number from 1 to 30000"),
                ({"stackBytes": "1 MB"}, 'limits.stackBytes is "1 MB"; it must be a whole number from 65536 to')):
            with limited(**limits) as app:
                finished = harness.run("serve", app, "--port", "0")
                self.assertNotEqual(finished.returncode, 0)
                self.assertIn(message, finished.stderr)
        for flag in ("--timeout", "--memory", "--stack", "--max-body", "--max-response", "--concurrent-calls"):
            finished = harness.run("serve", harness.built_app("types"), flag, "999999999")
            self.assertNotEqual(finished.returncode, 0)
            self.assertIn(flag, finished.stderr)
            self.assertIn("not in range", finished.stderr)


if __name__ == "__main__":
    unittest.main()
