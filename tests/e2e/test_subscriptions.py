# SPDX-License-Identifier: Apache-2.0
"""Subscriptions over server-sent events and WebSocket: values as they come, clients that are slow, leave or misbehave,
and what a reload and a shutdown do to open streams."""
import contextlib
import json
import shutil
import socket
import threading
import time
import unittest

import harness
import websocket
from harness import Server
from websocket import WebSocket, frame

ENDLESS = "subscription { countdown(from: 2000000000) }"
COUNTDOWN = "subscription { countdown(from: 3) }"


class Events:
    """A stream of server-sent events."""

    def __init__(self, port, body=None, method="POST", path="/graphql", headers=""):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        body = json.dumps(body).encode() if body is not None else b""
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n{headers}"
                            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            self.headers[name.lower()] = value
        self.text = ""

    def __iter__(self):
        """(event, data) of each, until the body's end."""
        while True:
            while "\n\n" not in self.text:
                size = int(self.file.readline() or b"0", 16)
                chunk = self.file.read(size)
                self.file.readline()
                if size == 0:
                    assert self.text == "", self.text
                    return
                self.text += chunk.decode()
            block, self.text = self.text.split("\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if fields:
                yield fields["event"], json.loads(fields["data"]) if fields["data"] else None

    def values(self, count=None):
        """The data of the next events, or of all."""
        found = []
        for event, data in self:
            found.append(data["data"] if event == "next" and "data" in data else event)
            if len(found) == count:
                break
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()


class Subscriptions(unittest.TestCase):
    """One server whose calls all fit into one slot: a stream that does not end with its client blocks it."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("streams"), "--jsonlogs", "--concurrent-calls", "1")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def events(self, query, **more):
        return Events(self.server.port, {"query": query}, **more)

    def socket(self, **options):
        connection = WebSocket(self.server.port, **options)
        self.addCleanup(connection.__exit__)
        return connection

    def expect_free_slot(self):
        for _ in range(100):
            status, _, _ = self.server.post('{ countWords(text: "a") }')
            if status == 200:
                return
            time.sleep(0.05)
        self.fail("a stream without a client still has its slot")


class ServerSentEvents(Subscriptions):
    def test_values_and_the_end(self):
        with self.events(COUNTDOWN) as events:
            self.assertEqual(events.headers["content-type"], "text/event-stream")
            self.assertEqual(events.headers["cache-control"], "no-cache")
            self.assertEqual(events.values(), [{"countdown": 3}, {"countdown": 2}, {"countdown": 1}, "complete"])
        with Events(self.server.port, method="GET", path="/graphql?query=subscription%7Bcountdown(from:1)%7D") as events:
            self.assertEqual(events.values(), [{"countdown": 1}, "complete"])

    def test_errors_come_as_events(self):
        with self.events("subscription { nope }") as events:
            (event, data), end = list(events)
            self.assertEqual((event, end), ("next", ("complete", None)))
            self.assertIn("Cannot query field", data["errors"][0]["message"])
        with self.events('subscription { agentEvent(agentId: "x") { name } }') as events:
            (_, data), _ = list(events)
            self.assertEqual((data["errors"][0]["message"], data["data"]), ("agent x not found", None))

    def test_the_client_must_accept_events(self):
        status, text, _ = harness.http("POST", self.server.url(), json.dumps({"query": COUNTDOWN}).encode(),
                                       headers={"Accept": "application/json"})
        self.assertEqual(status, 400)
        self.assertIn("Accept: text/event-stream", text)

    def test_the_function_waits_for_a_slow_client_and_ends_when_it_leaves(self):
        before = harness.resident_bytes(self.server.process.pid)
        with self.events(ENDLESS) as events:
            events.values(1)
            time.sleep(1)
            self.assertLess(harness.resident_bytes(self.server.process.pid) - before, 64 << 20)
            values = events.values(1000)
            self.assertEqual([value["countdown"] for value in values], list(range(1_999_999_999, 1_999_998_999, -1)))
        self.expect_free_slot()


class SingleConnection(Subscriptions):
    def ask(self, method, token=None, body=None, query="", **headers):
        named = {**({"X-GraphQL-Event-Stream-Token": token} if token else {}), **headers}
        return harness.http(method, self.server.url("/graphql" + query),
                            None if body is None else json.dumps(body).encode(), headers=named)[:2]

    def reserve(self):
        status, token = self.ask("PUT")
        self.assertEqual(status, 201)
        return token

    def open(self, token):
        return Events(self.server.port, method="GET", headers=f"X-GraphQL-Event-Stream-Token: {token}\r\n")

    def operation(self, query, id="a"):
        return {"query": query, "extensions": {"operationId": id}}

    def test_operations_share_a_stream(self):
        token = self.reserve()
        with self.open(token) as events:
            self.assertEqual(self.ask("POST", token, self.operation(COUNTDOWN)), (202, ""))
            arrived = []
            for event, data in events:
                arrived.append((event, data["id"], data.get("payload", {}).get("data")))
                if event == "complete":
                    break
            self.assertEqual(arrived, [("next", "a", {"countdown": n}) for n in (3, 2, 1)] + [("complete", "a", None)])
            self.assertEqual(self.ask("POST", token, self.operation('{ countWords(text: "x y") }', "b"))[0], 202)
            self.assertEqual(next(iter(events))[1]["payload"]["data"], {"countWords": 2})

    def test_an_operation_finds_its_stream_the_moment_that_opens(self):
        body = json.dumps(self.operation(COUNTDOWN))
        answers = set()
        for _ in range(400):
            named = f"Host: x\r\nX-GraphQL-Event-Stream-Token: {self.reserve()}\r\n"
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as stream, \
                    socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as client:
                stream.sendall(f"GET /graphql HTTP/1.1\r\n{named}Accept: text/event-stream\r\n\r\n".encode())
                client.sendall(f"POST /graphql HTTP/1.1\r\n{named}Content-Length: {len(body)}\r\n\r\n{body}".encode())
                answers.add(client.recv(12).decode())
        self.assertLessEqual(answers, {"HTTP/1.1 202", "HTTP/1.1 409"})  # 409: it was not open yet

    def test_an_operation_ends_when_it_is_deleted_or_its_client_leaves(self):
        token = self.reserve()
        with self.open(token) as events:
            self.assertEqual(self.ask("POST", token, self.operation(ENDLESS))[0], 202)
            next(iter(events))
            self.assertEqual(self.ask("POST", token, self.operation(ENDLESS))[0], 409)
            self.assertEqual(self.ask("DELETE", token, query="?operationId=a")[0], 200)
            self.expect_free_slot()
            self.assertEqual(self.ask("POST", token, self.operation(ENDLESS))[0], 202)
        self.expect_free_slot()
        self.assertEqual(self.ask("POST", token, self.operation(COUNTDOWN))[0], 404)

    def test_what_stopped_operations_left_is_bounded(self):
        token = self.reserve()
        large = "{ " + " ".join(f'w{i}: countWords(text: "x")' for i in range(100)) + " }"
        with self.open(token):
            for number in range(2000):  # the client reads nothing
                status, text = self.ask("POST", token, self.operation(large, str(number)))
                if status != 202:
                    break
                self.ask("DELETE", token, query=f"?operationId={number}")
        self.assertEqual(status, 429)
        self.assertIn("100 operations", text)

    def test_refusals(self):
        self.assertEqual(self.ask("POST", "none", self.operation(COUNTDOWN))[0], 404)
        token = self.reserve()
        status, text = self.ask("POST", token, self.operation(COUNTDOWN))
        self.assertEqual(status, 409)
        self.assertIn("not open yet", text)
        with self.open(token) as events, self.open(token) as again:
            self.assertEqual((events.status, again.status), (200, 409))
            self.assertEqual(self.ask("POST", token, {"query": COUNTDOWN})[0], 400)
            status, text = self.ask("POST", token, self.operation("{ nope }"))
            self.assertEqual(status, 400)
            self.assertIn("Cannot query field", json.loads(text)["errors"][0]["message"])
            self.assertEqual(self.ask("DELETE", token)[0], 400)
            self.assertEqual(self.ask("PATCH", token)[0], 405)


class OverWebSocket(Subscriptions):
    def test_operations_of_all_kinds(self):
        connection = self.socket().init()
        connection.subscribe("1", COUNTDOWN)
        seen = [connection.receive() for _ in range(4)]
        self.assertEqual([message["type"] for message in seen], ["next"] * 3 + ["complete"])
        self.assertEqual([message["payload"]["data"]["countdown"] for message in seen[:3]], [3, 2, 1])
        connection.subscribe("2", "query($t: String!) { countWords(text: $t) }", variables={"t": "a b c"})
        self.assertEqual(connection.receive()["payload"]["data"], {"countWords": 3})
        self.assertEqual(connection.receive(), {"id": "2", "type": "complete"})
        connection.subscribe("3", "{ nope }")
        refused = connection.receive()
        self.assertEqual((refused["id"], refused["type"]), ("3", "error"))
        self.assertIn("Cannot query field", refused["payload"][0]["message"])
        connection.send({"type": "ping", "payload": {"a": [1]}})
        self.assertEqual(connection.receive(), {"type": "pong", "payload": {"a": [1]}})

    def test_a_client_completes_or_leaves(self):
        connection = self.socket().init()
        connection.subscribe("1", ENDLESS)
        connection.receive()
        connection.send({"id": "1", "type": "complete"})
        self.expect_free_slot()
        connection.send({"type": "ping"})
        while connection.receive() != {"type": "pong"}:
            pass
        connection.subscribe("1", ENDLESS)
        connection.receive()
        connection.socket.close()
        self.expect_free_slot()

    def test_a_slow_client_makes_the_function_wait(self):
        connection = self.socket().init()
        before = harness.resident_bytes(self.server.process.pid)
        connection.subscribe("1", ENDLESS)
        time.sleep(1)
        self.assertLess(harness.resident_bytes(self.server.process.pid) - before, 64 << 20)
        values = [connection.receive()["payload"]["data"]["countdown"] for _ in range(1000)]
        self.assertEqual(values, list(range(2_000_000_000, 1_999_999_000, -1)))
        connection.socket.close()
        self.expect_free_slot()

    def test_each_breach_has_its_code(self):
        init = {"type": "connection_init"}
        subscribe = {"id": "1", "type": "subscribe", "payload": {"query": ENDLESS}}
        for messages, code, reason in (
                ([{"type": "nope"}], 4400, 'unknown "type" of message'),
                ([init, {"type": "subscribe", "id": "1"}], 4400, '"payload" must be an object'),
                ([init, {"type": "subscribe", "id": "1", "payload": {}}], 4400, None),
                ([subscribe], 4401, "Unauthorized"),
                ([init, subscribe, subscribe], 4409, "Subscriber for 1 already exists"),
                ([init, init], 4429, "Too many initialisation requests"),
                ([], 4408, "Connection initialisation timeout")):
            with WebSocket(self.server.port) as connection:
                for message in messages:
                    connection.send(message)
                found = connection.close_code()
                self.assertEqual(found[0], code)
                self.assertEqual(found[1], reason if reason else found[1])
        self.expect_free_slot()

    def test_a_socket_takes_so_many_operations(self):
        connection = self.socket().init()
        for number in range(101):
            connection.subscribe(str(number), ENDLESS)
        while (message := connection.receive())["type"] != "error" or message["id"] != "100":
            pass
        self.assertIn("100 operations", message["payload"][0]["message"])

    def test_frames_in_pieces_and_frames_that_are_none(self):
        connection = self.socket().init()
        message = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": COUNTDOWN}}).encode()
        for byte in frame(websocket.TEXT, message[:9], final=False) + frame(0, message[9:]):
            connection.send_bytes(bytes([byte]))
        self.assertEqual(connection.receive()["payload"]["data"], {"countdown": 3})
        for data, code in ((frame(websocket.TEXT, b"{"), 4400), (frame(websocket.BINARY, b"{}"), 1003),
                           (frame(websocket.TEXT, b"\xff"), 1007), (frame(3, b""), 1002), (b"\x81\x01x", 1002),
                           (frame(websocket.TEXT, b" " * (9 << 20)), 1009)):
            with WebSocket(self.server.port) as broken:
                with contextlib.suppress(ConnectionError):  # it may close before it has read all
                    broken.send_bytes(data)
                self.assertEqual(broken.close_code()[0], code)

    def test_the_subprotocol_is_needed(self):
        for offered in ("", "graphql-ws", "chat, soap"):
            connection = self.socket(protocol=offered)
            self.assertEqual(connection.status, 400)
        connection = self.socket(protocol="graphql-ws, graphql-transport-ws")
        self.assertEqual(connection.status, 101)
        self.assertIn("Sec-WebSocket-Protocol: graphql-transport-ws", connection.head)


class Versions(unittest.TestCase):
    """What a reload and a shutdown do to open streams."""

    def test_a_shutdown_ends_streams_at_once(self):
        with Server("serve", harness.built_app("streams")) as server:
            events = Events(server.port, {"query": ENDLESS})
            events.values(1)
            idle = WebSocket(server.port).init()
            busy = WebSocket(server.port).init()
            busy.subscribe("1", COUNTDOWN)
            for _ in range(4):
                busy.receive()
            started, codes = time.monotonic(), []
            readers = [threading.Thread(target=lambda s=s: codes.append(s.close_code())) for s in (idle, busy)]
            drained = []
            readers.append(threading.Thread(target=lambda: drained.extend(events.values())))
            for reader in readers:
                reader.start()
            stopping = threading.Thread(target=server.stop)
            stopping.start()
            for reader in readers:
                reader.join()
            for connection in (idle, busy, events):
                connection.socket.close()
            stopping.join()
            self.assertEqual(server.process.returncode, 0)
            self.assertLess(time.monotonic() - started, 4)
            self.assertEqual(codes, [(1001, "The server is shutting down")] * 2)
            self.assertEqual(drained[-1], "complete")

    def test_a_reload_lets_streams_go_on_with_their_version(self):
        with harness.folder() as tmp:
            build = shutil.copytree(harness.built_app("streams"), tmp / "build")
            with Server("serve", build) as server, Events(server.port, {"query": ENDLESS}) as events:
                self.assertEqual(events.values(1), [{"countdown": 2_000_000_000}])
                connection = WebSocket(server.port).init()
                connection.subscribe("1", ENDLESS)
                self.assertEqual(connection.receive()["type"], "next")
                start = len(server.lines)
                harness.edit_json(build / "modus.json",
                                  lambda manifest: manifest["endpoints"]["default"].update(path="/api"))
                server.wait_for("new version", start=start)
                self.assertEqual(events.values(2000)[-1], {"countdown": 1_999_998_000})
                for _ in range(2000):
                    self.assertEqual(connection.receive()["type"], "next")
                self.assertEqual(harness.http("POST", server.url(), b'{"query":"{ __typename }"}')[0], 404)
                connection.subscribe("2", COUNTDOWN)
                while (message := connection.receive())["id"] != "2":
                    pass
                self.assertIn("no endpoint /graphql any more", message["payload"][0]["message"])
                connection.socket.close()


if __name__ == "__main__":
    unittest.main()
