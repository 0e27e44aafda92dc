# SPDX-License-Identifier: Apache-2.0
"""The processes that workloads ask and measure."""
import json
import pathlib
import re
import shutil
import subprocess
import threading
import urllib.request

from .bench import Wrong


class Process:
    """A running server, ended when its with-block ends."""

    def __init__(self, command, env=None):
        self.process = subprocess.Popen([str(word) for word in command], env=env, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        self.pid = self.process.pid
        self.lines = []

    def port_after(self, pattern):
        """Reads the output until it tells the port; the rest is kept and read on behind the scenes."""
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(pattern, line):
                threading.Thread(target=self.lines.extend, args=(self.process.stdout,), daemon=True).start()
                return int(found[1])
        raise Wrong("the server did not start:\n" + "".join(self.lines))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu_seconds(self):
        return cpu_seconds(self.pid)

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def cpu_seconds(pid):
    """Of the process's living threads, exact to the nanosecond."""
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def modus(bench, app, *flags):
    """`modus serve` of a build folder. Its `url` is the GraphQL endpoint."""
    server = Process([bench.program("modus"), "serve", app, "--port", "0", "--jsonlogs", *flags], env=bench.env)
    server.port = server.port_after(r'"port":(\d+)')
    server.url = f"http://127.0.0.1:{server.port}/graphql"
    return server


def constant(bench, loops, body):
    server = Process([bench.program("constant_server"), loops, body])
    server.port = server.port_after(r"^(\d+)$")
    server.url = f"http://127.0.0.1:{server.port}/graphql"
    return server


def forward(bench, loops, url):
    """The least proxy there is, of what is at the URL."""
    server = Process([bench.program("forward_server"), loops, url])
    server.port = server.port_after(r"^(\d+)$")
    server.url = f"http://127.0.0.1:{server.port}/"
    return server


def model_server(bench, *flags):
    server = Process([bench.program("model_server"), *flags])
    server.port = server.port_after(r"^(\d+)$")
    return server


def point_at_model(app, port):
    """Lets a build folder's manifest lead to the model server at that port."""
    manifest = app / "modus.json"
    content = json.loads(manifest.read_text())
    content["connections"]["local"]["baseUrl"] = f"http://127.0.0.1:{port}/"
    manifest.write_text(json.dumps(content))


def copy_build(bench, app, name):
    """A build folder of one's own, to change."""
    copy = bench.scratch / name / "build"
    shutil.copytree(bench.app(app), copy)
    return copy


def ask(url, request, accept="application/json"):
    """The answer's text."""
    headers = {"Content-Type": "application/json", "Accept": accept}
    post = urllib.request.Request(url, json.dumps(request).encode(), headers)
    try:
        with urllib.request.urlopen(post, timeout=60) as answer:
            return answer.read()
    except OSError as error:  # refused, broken off, or answered with a status that tells of a failure
        raise Wrong(f"{url} does not answer: {error}") from error
