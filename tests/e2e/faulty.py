# SPDX-License-Identifier: Apache-2.0
"""Model providers that misbehave on the level of sockets and TLS, for tests of the whole system."""
import contextlib
import json
import socket
import ssl
import struct
import subprocess
import threading

ANSWER = json.dumps({
    "id": "x", "object": "chat.completion", "created": 1, "model": "x", "usage": {},
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Fine."}}]}).encode()


def head(status="200 OK", length=len(ANSWER), more=""):
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{more}Content-Length: {length}\r\n\r\n".encode()


class FaultyServer:
    """Accepts connections on 127.0.0.1, and lets `behave(connection, request, closing)` do with each request as it likes;
    the connection is closed when that returns false. With a TLS context the handshake comes first."""

    def __init__(self, behave, tls=None):
        self.behave = behave
        self.tls = tls
        self.closing = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/"

    def close(self):
        self.closing.set()
        self.listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError):  # clients that go away are part of the tests
            with contextlib.closing(connection if not self.tls else self.tls.wrap_socket(connection, server_side=True)) as c:
                while (request := read_request(c)) and self.behave(c, request, self.closing):
                    pass


def read_request(connection):
    """The request with its body, or what begins like none; nothing when the client has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
        if not data.startswith(b"POST "):
            return data
    start, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in start.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return start + b"\r\n\r\n" + body


def answers(connection, request, closing):
    connection.sendall(head() + ANSWER)
    return True


def never_answers(connection, request, closing):
    closing.wait()


def stalls_after_the_head(connection, request, closing):
    connection.sendall(head())
    closing.wait()


def stalls_within_the_body(connection, request, closing):
    connection.sendall(head() + ANSWER[:20])
    closing.wait()


def drips(connection, request, closing):
    """A byte of the head at a time, so that there is no silence."""
    for byte in head(more="X: " + "x" * 1000 + "\r\n"):
        connection.sendall(bytes([byte]))
        if closing.wait(0.01):
            return


def cuts_off(connection, request, closing):
    connection.sendall(head() + ANSWER[:20])


def resets(connection, request, closing):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def speaks_gibberish(connection, request, closing):
    connection.sendall(b"\x00\xff gibberish\r\n\r\n")


def speaks_no_tls(connection, request, closing):
    connection.sendall(head("400 Bad Request", 2) + b"{}")


def is_busy(connection, request, closing):
    connection.sendall(head("429 Too Many Requests", 2, "Retry-After: 60\r\n") + b"{}")
    return True


def begins_a_stream(connection):
    piece = b'data: {"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n'
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) * 2)


def streams_and_stalls(connection, request, closing):
    begins_a_stream(connection)
    closing.wait()


def streams_and_cuts_off(connection, request, closing):
    begins_a_stream(connection)
    connection.sendall(b"ff\r\ndata: {")


def streams_and_resets(connection, request, closing):
    begins_a_stream(connection)
    closing.wait(0.2)  # until the pieces have gone out
    resets(connection, request, closing)


def stalls_before_the_stream(connection, request, closing):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    closing.wait()


class Certificates:
    """An authority of our own, and what it vouches for."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = folder / "authority.pem"
        self._openssl("req", "-x509", *self._new_key("authority"), "-days", "2", "-subj", "/CN=test authority",
                      "-out", self.authority)
        (folder / "index.txt").touch()
        (folder / "ca.cnf").write_text(
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\n"
            "default_md = sha256\npolicy = any\nunique_subject = no\ncopy_extensions = copy\n"
            "[any]\ncommonName = supplied\n")

    def valid(self):
        return self._context(self._signed("valid", "IP:127.0.0.1"))

    def of_another_host(self):
        return self._context(self._signed("other", "DNS:other.example"))

    def expired(self):
        return self._context(self._signed("expired", "IP:127.0.0.1", "20200101000000Z", "20200201000000Z"))

    def of_nobody(self):
        """Signed by itself."""
        self._openssl("req", "-x509", *self._new_key("nobody"), "-days", "2", "-subj", "/CN=x",
                      "-addext", "subjectAltName=IP:127.0.0.1", "-out", "nobody.pem")
        return self._context("nobody")

    def _new_key(self, name):
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key"

    def _signed(self, name, host, start="20200101000000Z", end="20990101000000Z"):
        self._openssl("req", *self._new_key(name), "-subj", "/CN=x", "-addext", f"subjectAltName={host}",
                      "-out", f"{name}.csr")
        self._openssl("ca", "-batch", "-config", "ca.cnf", "-cert", self.authority, "-keyfile", "authority.key",
                      "-startdate", start, "-enddate", end, "-in", f"{name}.csr", "-out", f"{name}.pem")
        return name

    def _openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], cwd=self.folder, check=True, capture_output=True)

    def _context(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context
