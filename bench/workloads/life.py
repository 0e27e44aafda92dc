# SPDX-License-Identifier: Apache-2.0
"""A server's life: its start, its memory, and a new version of its app put in place of the old."""
import http.client
import json
import os
import time

from . import servers
from .bench import Row, Wrong, median, progress
from .http import GREETING, Request

STARTS = 10
RELOADS = 7
REST = 2  # seconds


def start(bench):
    app = bench.app("functions")
    with servers.modus(bench, app) as modus:  # fills the cache of compiled modules
        Request(bench, modus.url, *GREETING)
    progress(f"{STARTS} starts, compiled module cached")
    taken, spent = [], []
    for _ in range(STARTS):
        begin = time.monotonic()
        with servers.modus(bench, app) as modus:
            answer = json.loads(servers.ask(modus.url, GREETING[0]))
            taken.append((time.monotonic() - begin) * 1e3)
            spent.append(modus.cpu_seconds() * 1e3)
            if answer.get("data") != GREETING[1]:
                raise Wrong(f"the first answer is wrong: {answer}")
    yield Row("start → first answer, cache warm", median(taken), "ms", 30,
              note=f"of which {median(spent):.1f} ms CPU", details={"all": [round(t, 1) for t in taken]})


def memory(bench):
    with servers.modus(bench, bench.app("functions")) as modus:
        progress("resident memory before and after a load")
        greet = Request(bench, modus.url, *GREETING)
        time.sleep(REST)
        yield Row("resident memory, app loaded", modus.resident_mb(), "MB", 30)
        greet.load(modus.url, modus.pid, 64)
        time.sleep(REST)
        yield Row("resident memory, idle after a load", modus.resident_mb(), "MB", 30)


class Versions:
    """Modules that differ in the digits which `version()` gives; each number is a module never seen before."""

    MARK = "version 000000".encode("utf-16-le")

    def __init__(self, module):
        self.module = module
        self.content = module.read_bytes()
        if self.content.count(self.MARK) != 1:
            raise Wrong(f"{module} does not hold the text that tells versions apart exactly once")

    def put(self, number):
        """Puts that version in place of the one there, whole."""
        new = self.module.with_suffix(".new")
        new.write_bytes(self.content.replace(self.MARK, f"version {number:06}".encode("utf-16-le")))
        os.replace(new, self.module)


def wait_for(connection, number):
    """Asks until that version answers."""
    body = json.dumps({"query": "{ version }"})
    end = time.monotonic() + 30
    while time.monotonic() < end:
        connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
        if json.loads(connection.getresponse().read()).get("data") == {"version": f"version {number:06}"}:
            return
        time.sleep(0.001)
    raise Wrong(f"version {number} is not served within 30 s of its being put in place")


def reload_ms(versions, connection, number):
    begin = time.monotonic()
    versions.put(number)
    wait_for(connection, number)
    return (time.monotonic() - begin) * 1e3


def reload(bench):
    app = servers.copy_build(bench, "models", "models-reloaded")
    versions = Versions(app / "bench-models.wasm")
    with servers.modus(bench, app) as modus:
        connection = http.client.HTTPConnection("127.0.0.1", modus.port, timeout=60)
        wait_for(connection, 0)
        progress(f"{RELOADS} new versions never seen before, and {RELOADS} that are in the cache of compiled modules")
        cold = [reload_ms(versions, connection, number) for number in range(1, RELOADS + 1)]
        warm = [reload_ms(versions, connection, number) for number in range(1, RELOADS + 1)]
        connection.close()
    for name, taken, target in (("cold", cold, 300), ("warm", warm, 50)):
        yield Row(f"new module → served, cache {name}", median(taken), "ms", target,
                  details={"all": [round(t, 1) for t in taken]})
