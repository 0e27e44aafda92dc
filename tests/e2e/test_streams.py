# SPDX-License-Identifier: Apache-2.0
"""Functions whose result is a stream: from AssemblyScript to the client's socket."""
import contextlib
import json
import socket
import time
import unittest

import harness
from harness import Server

SLOW = """
import { Stream } from "@hypermode/modus-sdk-as";

/** Never ends; each value is large. */
export function flood(): Stream<string> {
  const out = new Stream<string>();
  let i = 0;
  while (true) {
    console.log("push " + i.toString());
    out.push(i.toString() + ":" + "x".repeat(100_000));
    i++;
  }
}

/** Works without end, and pushes nothing. */
export function spin(): Stream<i32> {
  const out = new Stream<i32>();
  out.push(1);
  while (true) {}
}

export function complain(): Stream<i32> {
  const out = new Stream<i32>();
  console.error("before");
  out.push(1);
  console.error("after");
  return out;
}

export function confuse(): Stream<i32> {
  new Stream<string>().push("x");
  return new Stream<i32>();
}
"""


class Events:
    """A subscription over Server-Sent Events, one connection each."""

    def __init__(self, port, query, variables=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        body = json.dumps({"query": query, "variables": variables}).encode()
        self.socket.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            b"Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass

    def lines(self):
        while size := int(self.file.readline(), 16):
            yield from self.file.read(size).decode().split("\n")  # no other character ends a line
            self.file.readline()

    def __iter__(self):
        """(event, data) until the response ends."""
        event = None
        for line in self.lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            if line.startswith("data: "):
                yield event, line.removeprefix("data: ")

    def responses(self):
        """The responses, whose stream must end with `complete`."""
        *events, last = self
        assert last == ("complete", ""), last
        assert all(event == "next" for event, _ in events), events
        return [json.loads(data) for _, data in events]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()


class Streams(unittest.TestCase):
    app = "streams"
    failure = "error calling function"

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("serve", harness.built_app(cls.app), "--jsonlogs"))

    def responses(self, query):
        with Events(self.server.port, query) as events:
            self.assertEqual(events.status, 200)
            return events.responses()

    def test_values_come_one_after_another(self):
        values = [response["data"] for response in self.responses("subscription { n: countdown(from: 3) }")]
        self.assertEqual(values, [{"n": 3}, {"n": 2}, {"n": 1}])
        self.assertEqual(self.responses("subscription { countdown(from: 0) }"), [])

    def test_of_objects_what_was_asked_for(self):
        query = 'subscription { words(text: "one  two") { __typename p: position } }'
        values = [response["data"]["words"] for response in self.responses(query)]
        self.assertEqual(values, [{"__typename": "Word", "p": 0}, {"__typename": "Word", "p": 2}])

    def test_an_exception_is_the_last_event(self):
        first, last = self.responses('subscription { words(text: "one stop two") { text } }')
        self.assertEqual(first["data"], {"words": {"text": "one"}})
        self.assertEqual(last["errors"], [{"message": self.failure, "path": ["words"]}])
        self.assertIsNone(last["data"])

    def test_a_function_may_read_the_stream_of_another(self):
        self.assertEqual(self.server.data('{ countWords(text: "one after another") }'), {"countWords": 3})

    def test_an_agent_that_is_unknown(self):
        responses = self.responses('subscription { agentEvent(agentId: "nope") { name } }')
        self.assertEqual(responses, [{"errors": [{"message": "agent nope not found"}], "data": None}])


class HardStreams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        app = harness.copy_app("streams", cls.enterClassContext(harness.folder()) / "app")
        (app / "assembly/index.ts").write_text(SLOW)
        built = harness.run("build", app)
        assert built.returncode == 0, built.stderr
        cls.build = app / "build"

    @contextlib.contextmanager
    def subscribed(self, query, *flags):
        """A server of its own, and a subscription there."""
        with Server("serve", self.build, "--jsonlogs", "--verbose", *flags) as server:
            with Events(server.port, query) as events:
                yield server, events

    def pushes(self, server):
        return sum('"push ' in line for line in server.lines)

    def test_waits_while_the_client_is_slow(self):
        with self.subscribed("subscription { flood }", "--timeout", "2000") as (server, events):
            server.wait_for('"push 3')
            seen = -1
            while seen != self.pushes(server):
                seen = self.pushes(server)
                time.sleep(0.3)
            self.assertLess(seen, 300, "what the sockets take, and one more")
            time.sleep(2.5)  # longer than the function may work on one value
            self.assertLess(harness.resident_bytes(server.process.pid), 200 << 20)
            values = iter(events)
            for i in range(seen + 20):
                self.assertTrue(json.loads(next(values)[1])["data"]["flood"].startswith(f"{i}:"))

    def test_ends_when_the_client_leaves(self):
        with self.subscribed("subscription { flood }", "--concurrent-calls", "1") as (server, events):
            next(iter(events))
            events.__exit__()
            with Events(server.port, "subscription { complain }") as after:
                self.assertEqual(after.responses()[0]["data"], {"complain": 1}, "its place is free")

    def test_a_function_that_hangs_is_ended(self):
        with self.subscribed("subscription { spin }", "--timeout", "300") as (_, events):
            first, last = events.responses()
        self.assertEqual(first["data"], {"spin": 1})
        self.assertIn("limit of 300 ms", last["errors"][0]["message"])

    def test_logged_errors_come_with_the_next_event(self):
        with self.subscribed("subscription { complain }") as (_, events):
            first, last = events.responses()
        self.assertEqual((first["errors"][0]["message"], first["data"]), ("before", {"complain": 1}))
        self.assertEqual((last["errors"][0]["message"], last["data"]), ("after", None))

    def test_a_stream_of_another_type_is_an_error(self):
        with self.subscribed("subscription { confuse }") as (_, events):
            (only,) = events.responses()
        self.assertEqual(only["errors"][0]["message"],
                         "the function pushes to a Stream<string>, though its result is Stream<i32>")


if __name__ == "__main__":
    unittest.main()
