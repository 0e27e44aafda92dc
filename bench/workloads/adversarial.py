# SPDX-License-Identifier: Apache-2.0
"""Requests made to hurt (tests/e2e/adversarial.py): the time the server takes to answer or refuse them, and the memory."""
import pathlib
import re
import shutil
import sys
import urllib.error
import urllib.request

from . import servers
from .bench import ROOT, Row, Wrong, median, progress

sys.path.insert(0, str(ROOT / "tests/e2e"))
import adversarial  # noqa: E402

MAX_MS = 100
MAX_MB = 50


def build_types(bench):
    copy = bench.scratch / "apps/types"
    shutil.copytree(ROOT / "examples/types", copy, ignore=shutil.ignore_patterns("build", "node_modules", ".modusdb"))
    bench.run(bench.program("modus"), "build", copy, env=bench.env)
    return copy / "build"


def peak_mb(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def post(url, body):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read()
    except urllib.error.HTTPError as refused:
        if refused.code not in (400, 413):
            raise Wrong(f"status {refused.code}") from None
        return refused.read()


def ask(server, body):
    """The server's CPU milliseconds for the answer, and megabytes above what the process had before."""
    pathlib.Path(f"/proc/{server.pid}/clear_refs").write_text("5")  # the peak begins anew
    before, begin = server.resident_mb(), server.cpu_seconds()
    post(server.url, body)
    return (server.cpu_seconds() - begin) * 1000, peak_mb(server.pid) - before


def requests(bench):
    made = adversarial.requests()
    progress(f"{len(made)} requests made to hurt, {bench.rounds} rounds")
    taken = {name: [] for name in made}
    with servers.modus(bench, build_types(bench)) as server:
        post(server.url, b'{"query": "{ hello }"}')
        for _ in range(bench.rounds):
            for name, body in made.items():
                taken[name].append(ask(server, body.encode()))
        if b'"data":{"hello":"Hello!"}' not in post(server.url, b'{"query": "{ hello }"}'):
            raise Wrong("the server does not answer any more")
    ms = {name: median([one for one, _ in runs]) for name, runs in taken.items()}
    mb = {name: max(more for _, more in runs) for name, runs in taken.items()}
    slowest, largest = max(ms, key=ms.get), max(mb, key=mb.get)
    yield Row("adversarial requests: the slowest answer", ms[slowest], "ms CPU", MAX_MS, note=slowest,
              details={"ms": ms, "late": [name for name in ms if ms[name] > MAX_MS]})
    yield Row("adversarial requests: the most memory above idle", mb[largest], "MB", MAX_MB, note=largest,
              details={"mb": mb, "more": [name for name in mb if mb[name] > MAX_MB]})
