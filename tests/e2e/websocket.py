# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client that can also misbehave."""
import base64
import json
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode, payload, final=True):
    """A frame as a client sends it."""
    mask = os.urandom(4)
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", final << 7 | opcode, 128 | length)
    elif length < 65536:
        head = struct.pack("!BBH", final << 7 | opcode, 128 | 126, length)
    else:
        head = struct.pack("!BBQ", final << 7 | opcode, 128 | 127, length)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Closed(Exception):
    """The server closed the socket: with a code and a reason, or without a word."""

    def __init__(self, code=None, reason=""):
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class WebSocket:
    """One connection; speaks JSON messages."""

    def __init__(self, port, protocol="graphql-transport-ws", path="/graphql", headers=""):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        offered = f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else ""
        self.send_bytes(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{offered}{headers}\r\n".encode())
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            self._read()
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        self.head = head.decode()
        self.status = int(self.head.split()[1])

    def send_bytes(self, data):
        self.socket.sendall(data)

    def send(self, message):
        self.send_bytes(frame(TEXT, json.dumps(message).encode()))

    def init(self, payload=None):
        self.send({"type": "connection_init"} if payload is None else {"type": "connection_init", "payload": payload})
        assert self.receive() == {"type": "connection_ack"}
        return self

    def subscribe(self, id, query, **more):
        self.send({"id": id, "type": "subscribe", "payload": {"query": query, **more}})

    def receive(self):
        """The next message; raises Closed when there is none."""
        while True:
            opcode, payload = self.receive_frame()
            if opcode == TEXT:
                return json.loads(payload)
            if opcode == CLOSE:
                raise Closed(int.from_bytes(payload[:2], "big"), payload[2:].decode())

    def receive_frame(self):
        head = self._take(2)
        length = head[1] & 127
        if length == 126:
            length = int.from_bytes(self._take(2), "big")
        elif length == 127:
            length = int.from_bytes(self._take(8), "big")
        payload = self._take(length)
        if not head[0] & 128:
            payload += self.receive_frame()[1]
        return head[0] & 15, payload

    def close_code(self):
        """The code and reason of the server's close, whatever comes before."""
        try:
            while True:
                self.receive()
        except Closed as closed:
            return closed.code, closed.reason

    def _take(self, count):
        while len(self.received) < count:
            self._read()
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def _read(self):
        some = self.socket.recv(65536)
        if not some:
            raise Closed()
        self.received += some

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
