# SPDX-License-Identifier: Apache-2.0
"""A collector of traces for tests: takes OTLP over HTTP and reads its Protocol Buffers strictly, by the field numbers
of opentelemetry-proto; what it does not know is an error."""
import contextlib
import http.server
import struct
import threading
import time

# message → field number → (name, kind): a kind is a wire form, or the name of another message; "*" after it: repeated.
MESSAGES = {
    "ExportTraceServiceRequest": {1: ("resource_spans", "ResourceSpans*")},
    "ResourceSpans": {1: ("resource", "Resource"), 2: ("scope_spans", "ScopeSpans*"), 3: ("schema_url", "string")},
    "Resource": {1: ("attributes", "KeyValue*"), 2: ("dropped_attributes_count", "varint")},
    "ScopeSpans": {1: ("scope", "Scope"), 2: ("spans", "Span*"), 3: ("schema_url", "string")},
    "Scope": {1: ("name", "string"), 2: ("version", "string")},
    "Span": {1: ("trace_id", "bytes"), 2: ("span_id", "bytes"), 3: ("trace_state", "string"),
             4: ("parent_span_id", "bytes"), 5: ("name", "string"), 6: ("kind", "varint"),
             7: ("start_time_unix_nano", "fixed64"), 8: ("end_time_unix_nano", "fixed64"),
             9: ("attributes", "KeyValue*"), 15: ("status", "Status"), 16: ("flags", "fixed32")},
    "Status": {2: ("message", "string"), 3: ("code", "varint")},
    "KeyValue": {1: ("key", "string"), 2: ("value", "AnyValue")},
    "AnyValue": {1: ("string", "string"), 2: ("bool", "varint"), 3: ("int", "varint"), 4: ("double", "fixed64"),
                 5: ("array", "ArrayValue")},
    "ArrayValue": {1: ("values", "AnyValue*")},
}
WIRE_TYPES = {"varint": 0, "fixed64": 1, "fixed32": 5}
KINDS = {1: "internal", 2: "server", 3: "client"}


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        shift += 7
        assert shift <= 70, "a varint of more than ten bytes"
        if byte < 0x80:
            return value, at


def read_message(kind, data):
    message, at = {}, 0
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        assert number in MESSAGES[kind], f"{kind} has no field {number}"
        name, form = MESSAGES[kind][number]
        plain = form.rstrip("*")
        assert wire_type == WIRE_TYPES.get(plain, 2), f"{kind}.{name} has wire type {wire_type}"
        if plain == "varint":
            value, at = read_varint(data, at)
        elif plain in ("fixed64", "fixed32"):
            size = 8 if plain == "fixed64" else 4
            value = int.from_bytes(data[at:at + size], "little")
            at += size
        else:
            size, at = read_varint(data, at)
            assert at + size <= len(data), f"{kind}.{name} is cut off"
            raw, at = data[at:at + size], at + size
            value = raw if plain == "bytes" else raw.decode() if plain == "string" else read_message(plain, raw)
        if form.endswith("*"):
            message.setdefault(name, []).append(value)
        else:
            assert name not in message, f"{kind}.{name} comes twice"
            message[name] = value
    return message


def read_value(value):
    assert len(value) == 1, value
    (form, held), = value.items()
    if form == "array":
        return [read_value(each) for each in held.get("values", [])]
    if form == "double":
        return struct.unpack("<d", held.to_bytes(8, "little"))[0]
    if form == "int":
        return held - (1 << 64) if held >> 63 else held
    return bool(held) if form == "bool" else held


def read_attributes(pairs):
    attributes = {pair["key"]: read_value(pair["value"]) for pair in pairs}
    assert len(attributes) == len(pairs), f"a key comes twice in {[pair['key'] for pair in pairs]}"
    return attributes


class Span:
    """A span with what the specification demands of each checked."""

    def __init__(self, message, resource):
        self.resource = resource
        self.trace = message["trace_id"].hex()
        self.id = message["span_id"].hex()
        self.parent = message.get("parent_span_id", b"").hex()
        self.state = message.get("trace_state", "")
        self.name = message["name"]
        self.kind = KINDS[message["kind"]]
        self.start, self.end = message["start_time_unix_nano"], message["end_time_unix_nano"]
        self.attributes = read_attributes(message.get("attributes", []))
        self.error = message["status"].get("message", "") if "status" in message else None
        self.flags = message["flags"]
        assert len(self.trace) == 32 and int(self.trace, 16) and len(self.id) == 16 and int(self.id, 16), message
        assert len(self.parent) in (0, 16) and self.name, message
        assert self.start <= self.end <= (time.time() + 1) * 1e9, "spans end in the past"
        assert "status" not in message or message["status"]["code"] == 2, message
        assert self.flags & 0x100 and self.flags & ~0x300 == 1, hex(self.flags)

    @property
    def seconds(self):
        return (self.end - self.start) / 1e9

    def __repr__(self):
        return f"<{self.name} {self.attributes} error={self.error!r}>"


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    """A field of a message, for answers."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def partial_success(rejected, message):
    return field(1, field(1, rejected) + field(2, message))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, headers, answer = self.server.collector.take(self.path, dict(self.headers), body)
        self.send_response(status)
        for name, value in {"Content-Type": "application/x-protobuf", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # who stops does not wait
            self.wfile.write(answer)


class Collector:
    """Keeps the spans it gets. `answers` are given first, one a request: (status, headers, body)."""

    def __init__(self, answers=()):
        self.spans, self.requests, self.problems = [], [], []
        self.answers = list(answers)
        self.hold = threading.Event()
        self.hold.set()
        self._changed = threading.Condition()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.collector = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def take(self, path, headers, body):
        self.hold.wait(30)
        with self._changed:
            self.requests.append((path, headers, time.monotonic()))
            answer = self.answers.pop(0) if self.answers else (200, {}, b"")
            try:
                if answer[0] == 200:
                    self.spans += self.read(path, headers, body)
            except Exception as problem:  # told by the test
                self.problems.append(problem)
            self._changed.notify_all()
        return answer

    @staticmethod
    def read(path, headers, body):
        assert path == "/v1/traces", path
        assert headers["Content-Type"] == "application/x-protobuf", headers
        spans = []
        for group in read_message("ExportTraceServiceRequest", body)["resource_spans"]:
            resource = read_attributes(group["resource"]["attributes"])
            for scope in group["scope_spans"]:
                assert scope["scope"]["name"] == "modus", scope
                spans += [Span(span, resource) for span in scope["spans"]]
        return spans

    def wait(self, enough, timeout=20):
        """The spans, once `enough` of them says so."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.problems or enough(self.spans), timeout)
            assert not self.problems, self.problems
            assert found, self.spans
            return list(self.spans)

    def wait_for(self, *names):
        """The spans, once there are some of each of these names."""
        return self.wait(lambda spans: set(names) <= {span.name for span in spans})

    def close(self):
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        assert not self.problems, self.problems


@contextlib.contextmanager
def collector(answers=()):
    running = Collector(answers)
    try:
        yield running
    finally:
        running.close()
