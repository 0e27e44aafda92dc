# SPDX-License-Identifier: Apache-2.0
"""Runs the real binary for whole-system tests: builds apps, starts servers, asks them."""
import atexit
import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODUS = ROOT / "build" / "modus"


def run(*arguments, cwd=None, env=None, timeout=300):
    """Runs a command of modus to its end."""
    return subprocess.run(
        [str(MODUS), *map(str, arguments)], cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=timeout)


@contextlib.contextmanager
def folder():
    path = pathlib.Path(tempfile.mkdtemp(prefix="modus-e2e-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def copy_source(source, target):
    """A fresh copy of an app's folder, without what earlier builds left."""
    shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("build", "node_modules", ".modusdb"))
    return target


def copy_app(name, target):
    """A fresh copy of an example."""
    return copy_source(pathlib.Path("examples") / name, target)


# Where built apps lie that tests share: run.py makes the folder for all its processes, else a process has its own.
_built = pathlib.Path(os.environ.get("MODUS_E2E_BUILT") or tempfile.mkdtemp(prefix="modus-e2e-built-"))
if "MODUS_E2E_BUILT" not in os.environ:
    atexit.register(shutil.rmtree, _built, ignore_errors=True)


def built_app(name):
    """The build folder of an example, or of an app below tests/, built once with the real compiler. Not to be changed."""
    source = pathlib.Path(name if name.startswith("tests/") else f"examples/{name}")

    def lay_out(target):
        copy_source(source, target)
        if not (target / "modus.json").exists():  # twins below tests/ share that of the AssemblyScript app
            shutil.copy(ROOT / source.parent / "app/modus.json", target)

    return built_once(source, lay_out)


def built_once(name, lay_out):
    """The build folder of the app that `lay_out` puts into a folder, built once by the name. Not to be changed."""
    app = _built / name
    app.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{app}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be building it
        if not (app / ".complete").exists():
            shutil.rmtree(app, ignore_errors=True)
            lay_out(app)
            finished = run("build", app)
            assert finished.returncode == 0, finished.stderr
            (app / ".complete").touch()
    return app / "build"


@contextlib.contextmanager
def changed_app(name, change):
    """A copy of a built app whose modus.json was changed."""
    with folder() as target:
        build = shutil.copytree(built_app(name), target / name / "build")
        edit_json(build / "modus.json", change)
        yield build


def with_providers_at(address, source="tests/providers/app"):
    """A change of modus.json into that of an app below tests/, whose providers are at the address."""
    text = (ROOT / source / "modus.json").read_text().replace("http://localhost:8787/", address)

    def change(manifest):
        manifest.clear()
        manifest.update(json.loads(text))
    return change


@contextlib.contextmanager
def changed_source(name, old, new, change):
    """The build folder of an example built with another text in its source and another modus.json."""
    with folder() as target:
        app = copy_app(name, target / name)
        source = app / "main.go" if (app / "go.mod").exists() else app / "assembly/index.ts"
        source.write_text(source.read_text().replace(old, new))
        edit_json(app / "modus.json", change)
        finished = run("build", app)
        assert finished.returncode == 0, finished.stderr
        yield app / "build"


class Server:
    """A `modus serve` or `modus dev` that runs until the with block ends."""

    READY = re.compile(r'(?:"port":| port=|http://localhost:)(\d+)')

    def __init__(self, command, target, *flags, env=None, wait=True, cwd=None, before=None):
        self.lines = []
        self.port = None
        self._seen = threading.Condition()
        self.process = subprocess.Popen(
            [str(MODUS), command, str(target), "--port", "0", *flags], cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **(env or {})}, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True, preexec_fn=before)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if wait:
            self.wait_for(self.READY)

    def _read(self):
        for line in self.process.stderr:
            with self._seen:
                self.lines.append(line.rstrip("\n"))
                found = self.READY.search(line)
                if found and self.port is None:
                    self.port = int(found.group(1))
                self._seen.notify_all()
        with self._seen:
            self._seen.notify_all()

    def wait_for(self, pattern, timeout=120, start=0):
        """The first line from `start` on that matches."""
        pattern = re.compile(pattern) if isinstance(pattern, str) else pattern
        end = time.monotonic() + timeout
        with self._seen:
            at = start
            while True:
                while at < len(self.lines):
                    if pattern.search(self.lines[at]):
                        return self.lines[at]
                    at += 1
                left = end - time.monotonic()
                ended = self.process.poll() is not None and not self._reader.is_alive()
                if left <= 0 or ended:
                    raise AssertionError(f"no line matches {pattern.pattern!r} in:\n" + "\n".join(self.lines[-60:]))
                self._seen.wait(min(left, 0.2))

    def url(self, path="/graphql"):
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path):
        return http("GET", self.url(path))

    @contextlib.contextmanager
    def asking(self, query):
        """A request under way; its client leaves when the with block ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as client:
            body = json.dumps({"query": query}).encode()
            client.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            time.sleep(0.1)  # until it has arrived
            yield client

    def post(self, query):
        """(status, GraphQL response, headers), whatever the status."""
        status, text, headers = http("POST", self.url(), json.dumps({"query": query}).encode())
        return status, json.loads(text), headers

    def ask(self, query, variables=None, timeout=120, headers=None):
        """The whole GraphQL response."""
        body = {"query": query} if variables is None else {"query": query, "variables": variables}
        status, text, _ = http("POST", self.url(), json.dumps(body).encode(), timeout, headers)
        assert status == 200, (status, text)
        return json.loads(text)

    def data(self, query, variables=None):
        """The data of a response that must have no errors."""
        response = self.ask(query, variables)
        assert "errors" not in response, response
        return response["data"]

    def errors(self, query, variables=None):
        """The messages of the errors of a response, joined."""
        return "\n".join(error["message"] for error in self.ask(query, variables).get("errors", []))

    def stop(self, timeout=20):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server did not stop within its time:\n" + "\n".join(self.lines[-30:]))
        self._reader.join(5)
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.process.stderr.close()


def http(method, url, body=None, timeout=120, headers=None):
    """(status, text, headers), whatever the status."""
    request = urllib.request.Request(url, data=body, method=method,
                                     headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def edit_json(path, change):
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, indent=2))


def openai_server():
    """The address of a local server that speaks OpenAI's format."""
    return helper_server("tests/openai/server.py")


def services_server():
    """The address of a local server that plays other people's services."""
    return helper_server("tests/services/server.py")


@contextlib.contextmanager
def helper_server(script):
    process = subprocess.Popen(["python3", str(ROOT / script)], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def children_of(pid):
    """Ids of the processes that the process started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(word) for word in found.split()]


def cpu_seconds(pid):
    """How long the process has computed so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid):
    return status_bytes(pid, "VmRSS")


def peak_bytes(pid):
    """The most that was ever resident."""
    return status_bytes(pid, "VmHWM")


def status_bytes(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0
