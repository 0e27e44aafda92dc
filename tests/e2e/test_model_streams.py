# SPDX-License-Identifier: Apache-2.0
"""Answers of models as they come: from the provider's socket through the function to the client's."""
import contextlib
import json
import time
import unittest

import harness
from harness import Server
from test_providers import AWS, KEYS
from test_streams import Events
from websocket import WebSocket

ALL = ["chatStream(model: \"openai\",", "chatStream(model: \"azure\",", "chatStream(model: \"custom\",",
       "anthropicStream(", "geminiStream(", "llamaStream(", "responsesStream(", "converseStream("]


def subscription(field, text):
    return f"subscription {{ it: {field} text: {json.dumps(text, ensure_ascii=False)}) }}"


def until(condition):
    """Waits for what another process is about to do."""
    end = time.monotonic() + 20
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
    return found


class Providers(unittest.TestCase):
    """An app whose models are those of the providers' server."""

    source = "tests/providers/app"

    @classmethod
    def setUpClass(cls):
        cls.address = cls.enterClassContext(harness.helper_server("tests/providers/server.py"))
        cls.build = cls.enterClassContext(harness.changed_app(cls.source, harness.with_providers_at(cls.address)))
        harness.edit_json(cls.build / "modus.json", cls.without_retries)
        cls.journal = cls.build.parent / "journal.jsonl"
        cls.server = cls.enterClassContext(cls.serve("--journal", cls.journal))

    @staticmethod
    def without_retries(manifest):
        for model in manifest["models"].values():
            model.update(retries={"max": 0}, breaker={"failures": 0})
        manifest["models"]["cached"] = {**manifest["models"]["openai"], "cache": {"ttlSeconds": 60}}

    @classmethod
    def serve(cls, *flags):
        return Server("serve", cls.build, *map(str, flags), env={**KEYS, **AWS, "MODUS_ENV": "dev"})

    def endless(self, text):
        """What the provider says of the endless stream with that text."""
        return next((each for each in json.loads(harness.http("GET", self.address + "endless")[1])
                     if each["text"] == text), None)

    def wait_until_left(self, text):
        until(lambda: (self.endless(text) or {}).get("left"))

    def responses(self, query, server=None):
        with Events((server or self.server).port, query) as events:
            return events.responses()

    def pieces(self, field, text):
        return [response["data"]["it"] for response in self.responses(subscription(field, text))]

    def broken(self, field, text, server=None):
        """The text that came before the error, and the error."""
        *pieces, last = self.responses(subscription(field, text), server)
        errors = "\n".join(error["message"] for error in last["errors"])
        return "".join(piece["data"]["it"] for piece in pieces), errors


class OnProviders(Providers):
    def test_every_provider(self):
        for field in ALL:
            with self.subTest(field):
                self.assertEqual(self.pieces(field, "so it is"), ["You ", "said: ", "so ", "it ", "is"])

    def test_split_anywhere(self):
        for field in ALL:
            with self.subTest(field):
                text = "please split größer 😀"
                self.assertEqual("".join(self.pieces(field, text)), f"You said: {text}")

    def test_pieces_come_before_the_end(self):
        for field in ALL:
            with self.subTest(field):
                text = f"please slow please go on {field}"
                with Events(self.server.port, subscription(field, text)) as events:
                    came = [json.loads(data)["data"]["it"] for _, (_, data) in zip(range(12), events)]
                self.assertTrue("".join(came).startswith("You said: please "))
                self.wait_until_left(text)

    def test_over_a_websocket(self):
        with WebSocket(self.server.port) as client:
            client.init().subscribe("1", subscription(ALL[0], "so it is"))
            came = [client.receive() for _ in range(6)]
            self.assertEqual([each["payload"]["data"]["it"] for each in came[:5]],
                             ["You ", "said: ", "so ", "it ", "is"])
            self.assertEqual(came[5], {"type": "complete", "id": "1"})
            client.subscribe("2", subscription(ALL[0], "please go on by socket"))
            client.receive()
            client.send({"type": "complete", "id": "2"})
            self.wait_until_left("please go on by socket")

    def test_the_whole_answer_afterwards(self):
        self.assertEqual(self.server.data('{ wholeAfterTwo(text: "so it is") }')["wholeAfterTwo"],
                         "false You said: so it is 21")

    def test_tool_calls(self):
        query = 'subscription { toolStream(text: "x") { kind index delta tool call } }'
        parts = [response["data"]["toolStream"] for response in self.responses(query)]
        self.assertEqual((parts[0]["kind"], parts[0]["tool"], parts[0]["call"]), (2, "find", "call_0"))
        self.assertEqual("".join(part["delta"] for part in parts), '{"text": "x"}')
        self.assertTrue(all(part["tool"] == "" for part in parts[1:]))

    def test_an_answer_from_the_cache_is_one_piece(self):
        field = 'chatStream(model: "cached",'
        self.assertEqual(len(self.pieces(field, "so it is")), 5)
        self.assertEqual(self.pieces(field, "so it is"), ["You said: so it is"])

    def test_one_record_of_the_whole_answer(self):
        self.pieces(ALL[0], "for the journal")
        records = until(lambda: [record for record in map(json.loads, self.journal.read_text().splitlines())
                                 if "for the journal" in json.dumps(record["arguments"])][1:] and
                        [record for record in map(json.loads, self.journal.read_text().splitlines())
                         if "for the journal" in json.dumps(record["arguments"])])
        stream, request = records
        self.assertEqual((stream["call"], request["call"]), ("modus_models.streamModel", "modus_models.invokeModel"))
        self.assertEqual(json.loads(request["result"])["choices"][0]["message"]["content"], "You said: for the journal")
        self.assertEqual(request["attributes"]["within"], str(stream["seq"]))
        self.assertEqual(request["attributes"]["streamed"], "true")
        self.assertEqual(request["attributes"]["outputTokens"], "12")

    def test_refusals(self):
        for field in ALL:
            with self.subTest(field):
                text, error = self.broken(field, "please fail")
                self.assertEqual(text, "")
                self.assertIn("The server had an error", error)
        self.assertIn("limits the rate of requests (429)", self.broken(ALL[3], "please wait")[1])
        self.assertIn('there is no model "nope"', self.broken('chatStream(model: "nope",', "x")[1])
        self.assertIn("cannot be streamed", self.broken('chatStream(model: "embeddings",', "x")[1])

    def test_broken_streams(self):
        said = {"cut": "", "break": "The stream broke", "mumble": "", "stop early": ""}
        for field in ALL:
            for trouble, words in said.items():
                with self.subTest(f"{field} {trouble}"):
                    text, error = self.broken(field, f"please {trouble} after these words")
                    self.assertTrue(text.startswith("You "), text)
                    self.assertIn(words, error)
                    self.assertIn("did not answer", error)

    def test_an_event_without_end(self):
        for field in ALL:
            with self.subTest(field):
                self.assertIn("bytes", self.broken(field, "please flood")[1])
        self.assertLess(harness.resident_bytes(self.server.process.pid), 400 << 20)

    def test_a_stream_that_stalls(self):
        with self.serve("--timeout", "600") as server:
            text, error = self.broken(ALL[0], "please stall after these words", server)
        self.assertTrue(text.startswith("You said: "))
        self.assertIn("limit of 600 ms", error)

    def test_a_client_that_leaves(self):
        for field in ALL:
            with self.subTest(field):
                text = f"please go on and leave {field}"
                with Events(self.server.port, subscription(field, text)) as events:
                    next(iter(events))
                self.wait_until_left(text)

    def test_a_function_that_returns_early(self):
        self.assertEqual(self.server.data('{ leaveEarly(text: "please slow please go on alone") }')["leaveEarly"], "You ")
        self.wait_until_left("please slow please go on alone")

    def test_a_function_that_closes_and_works_on(self):
        with self.server.asking('{ closeAndGoOn(text: "please slow please go on unheard") }'):
            self.wait_until_left("please slow please go on unheard")
        self.assertIn("was closed before the answer was whole", self.server.errors('{ readClosed(text: "x") }'))

    def test_the_time_limit(self):
        with self.serve("--timeout", "500") as server:
            self.assertIn("limit of 500 ms", server.errors('{ neverRead(text: "please slow please go on unread") }'))
            self.wait_until_left("please slow please go on unread")

    def test_several_at_once(self):
        together = self.server.data("{ inTurn(count: 20) }")["inTurn"]
        self.assertTrue(together.startswith("You " * 20 + "said: " * 20 + "0123"), together)
        self.assertIn("the call has 32 streams of models open", self.server.errors("{ inTurn(count: 33) }"))
        self.assertEqual(self.server.data("{ oneByOne(count: 50) }"), {"oneByOne": 150})

    def test_numbers_of_no_stream(self):
        for number in (0, -1, 1, 2147483647):
            self.assertEqual(self.server.errors(f"{{ forge(stream: {number}) }}"),
                             f"the call has no stream {number}, or it has ended")

    def test_a_slow_client_holds_the_provider_back(self):
        text = "please go on for a slow client"

        def sent():
            return (self.endless(text) or {"bytes": 0})["bytes"]

        with self.serve() as server, Events(server.port, subscription(ALL[0], text)) as events:
            until(sent)
            before = -1
            while before != sent():
                before = sent()
                time.sleep(0.5)
            self.assertLess(before, 24 << 20, "what sockets and buffers take")
            self.assertLess(harness.resident_bytes(server.process.pid), 250 << 20)
            for _, _ in zip(range(50_000), events):
                pass
            until(lambda: sent() > before)
        self.wait_until_left(text)


class OnTheLocalModel(unittest.TestCase):
    alone = True  # run.py: a model computes on all cores

    app = "chat"
    QUERY = 'subscription { chat(turns: [{role: "user", text: "Tell me about the sea."}]) }'

    @contextlib.contextmanager
    def chatting(self, *flags):
        with Server("serve", harness.built_app(self.app), *flags) as server, Events(server.port, self.QUERY) as events:
            yield server, events

    def test_an_answer(self):
        with self.chatting() as (_, events):
            pieces = [response["data"]["chat"] for response in events.responses()]
        self.assertGreater(len(pieces), 3)

    def test_who_leaves_stops_the_model(self):
        with self.chatting() as (server, events):
            next(iter(events))
            (model,) = harness.children_of(server.process.pid)
            events.__exit__()
            seen = -1.0
            while seen != harness.cpu_seconds(model):
                seen = harness.cpu_seconds(model)
                time.sleep(0.4)
            self.assertLess(seen, 10)


if __name__ == "__main__":
    unittest.main()
