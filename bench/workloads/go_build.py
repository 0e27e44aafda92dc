# SPDX-License-Identifier: Apache-2.0
"""A Go app while it is written: building it, and what a saved change takes until it is served."""
import http.client
import json
import os
import pathlib
import re
import time

from . import servers
from .bench import Row, Wrong, median, need, progress

CHANGES = 7
GREETING = re.compile(r'Sprintf\("[^"]*, %s!"')


class App:
    """What `modus new` makes, with a greeting that changes."""

    def __init__(self, bench):
        bench.run(bench.program("modus"), "new", "app", "--language", "go", "--no-git", "--no-prompt",
                  env=bench.env, cwd=bench.scratch)
        self.folder = bench.scratch / "app"
        self.source = self.folder / "main.go"
        self.number = 0

    def change(self):
        """Saves another greeting, now and then one that is longer, so that all that lies behind it moves."""
        self.number += 1
        text, count = GREETING.subn(f'Sprintf("{"Hi" * self.number}, %s!"', self.source.read_text())
        if count != 1:
            raise Wrong(f"{self.source} does not hold the greeting that is to be changed exactly once")
        self.source.write_text(text)

    @property
    def greeting(self):
        return {"sayHello": f'{"Hi" * self.number}, Ada!'}


def timed_build(bench, app, env):
    """Milliseconds on the clock and of CPU, the compilers included."""
    begin, before = time.monotonic(), os.times()
    bench.run(bench.program("modus"), "build", app.folder, env=env)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return (time.monotonic() - begin) * 1e3, spent * 1e3


def builds(bench, app, env):
    progress("building a Go app with nothing in the compiler's cache")
    wall, spent = timed_build(bench, app, env)
    yield Row("Go: first build, Go's cache empty", wall / 1e3, "s", note=f"of which {spent / 1e3:.1f} s CPU")
    taken = []
    for _ in range(CHANGES):
        app.change()
        taken.append(timed_build(bench, app, env))
    yield Row("Go: build after a changed line", median(wall for wall, _ in taken), "ms",
              note=f"of which {median(spent for _, spent in taken):.0f} ms CPU",
              details={"all": [round(wall) for wall, _ in taken]})


def cpu_ms(pid):
    """Of a process and of its children that have ended."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, words[11:15])) * 1e3 / os.sysconf("SC_CLK_TCK")


class Development:
    """A `modus dev` that serves the app."""

    def __init__(self, bench, app, env):
        self.app = app
        self.server = servers.Process([bench.program("modus"), "dev", app.folder, "--port", "0"], env=env)
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port_after(r"http://localhost:(\d+)"), timeout=60)

    def wait_for_greeting(self):
        body = json.dumps({"query": '{ sayHello(name: "Ada") }'})
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.connection.request("POST", "/graphql", body, {"Content-Type": "application/json"})
            if json.loads(self.connection.getresponse().read()).get("data") == self.app.greeting:
                return
            time.sleep(0.005)
        raise Wrong(f"{self.app.greeting} is not answered within 60 s of the change")

    def optimized(self):
        return sum("optimized" in line for line in self.server.lines)

    def wait_for_optimized(self, count):
        end = time.monotonic() + 120
        while self.optimized() < count:
            if time.monotonic() > end:
                raise Wrong("the app's code is not optimized within 120 s:\n" + "".join(self.server.lines[-20:]))
            time.sleep(0.01)

    def change(self):
        """Milliseconds until it is served, of CPU meanwhile, and until its code is optimized."""
        before, count, begin = cpu_ms(self.server.pid), self.optimized(), time.monotonic()
        self.app.change()
        self.wait_for_greeting()
        served, spent = (time.monotonic() - begin) * 1e3, cpu_ms(self.server.pid) - before
        self.wait_for_optimized(count + 1)
        return served, spent, (time.monotonic() - begin) * 1e3


def development(bench, app, env):
    development = Development(bench, app, env)
    with development.server:
        development.wait_for_greeting()
        development.change()  # the first of a kind
        progress(f"{CHANGES} changed lines under modus dev")
        served, spent, optimized = zip(*(development.change() for _ in range(CHANGES)))
    yield Row("Go: changed line → served by modus dev", median(served), "ms", 1500,
              note=f"of which {median(spent):.0f} ms CPU", details={"all": [round(value) for value in served]})
    yield Row("Go: changed line → its code optimized", median(optimized) / 1e3, "s",
              details={"all": [round(value) for value in optimized]})


def go_build(bench):
    need("go", "the compiler of Go apps")
    app = App(bench)
    env = {**bench.env, "GOCACHE": str(bench.scratch / "go-build")}
    yield from builds(bench, app, env)
    yield from development(bench, app, env)
