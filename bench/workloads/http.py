# SPDX-License-Identifier: Apache-2.0
"""Workloads over HTTP. Those of them that need nothing but a URL can be put to another server."""
import concurrent.futures
import dataclasses
import json
import os
import re

from . import servers
from .bench import ROOT, Row, Wrong, median, need, progress

GREETING = ({"query": "query Greet($name: String!) { greet(name: $name) }", "variables": {"name": "World"}},
            {"greet": "Hello, World!"})
ASKING = ({"query": "query Ask($name: String!) { ask(name: $name) }", "variables": {"name": "World"}},
          {"ask": "Hello, World!"})
OBJECTS = 10_000
LOOPS = 4
ITEMS = ({"query": f"{{ items(count: {OBJECTS}) {{ id name price available category }} }}"},
         {"items": [{"id": i, "name": f"Item {i}", "price": i * 0.25, "available": i % 2 == 0, "category": "things"}
                    for i in range(OBJECTS)]})


@dataclasses.dataclass
class Load:
    """What a load did: the server's CPU time for a request (None without a process to read), requests a second, and how
    long an answer took."""
    cpu_us: float | None
    per_second: float
    p50_ms: float
    p99_ms: float


class Request:
    """A request whose right answer is known: `is_right` is told the first one, by default whether it is JSON with that
    data; all others are compared with its bytes, but for the ids that each request has of its own."""

    def __init__(self, bench, url, request, data=None, is_right=None, accept="application/json"):
        self.bench = bench
        self.accept = accept
        self.answer = servers.ask(url, request, accept)
        if not (is_right or holds(data))(self.answer):
            raise Wrong(f"{url} gave a wrong answer: {self.answer[:300]!r}")
        self.files = [bench.scratch / "request", bench.scratch / "answer"]
        self.content = [json.dumps(request).encode(), self.answer.partition(b'"executionId":"')[0]]

    def load(self, url, pid, connections, pause_ms=0):
        for file, content in zip(self.files, self.content):
            file.write_bytes(content)
        wrk = need("wrk", "it makes the load over HTTP")
        before = servers.cpu_seconds(pid) if pid else 0
        out = self.bench.run(wrk, "-t1", f"-c{connections}", f"-d{self.bench.seconds}s", "--timeout", "30s",
                             "-H", f"Accept: {self.accept}", "-s", ROOT / "bench/request.lua", url, "--", *self.files, len(self.answer),
                             pause_ms)
        spent = servers.cpu_seconds(pid) - before if pid else None
        requests, micros, failed, p50, p99 = map(int, re.search(r"RESULT" + r" (\d+)" * 5, out).groups())
        if failed or not requests:
            shown = re.search(r"WRONG .*", out)
            raise Wrong(f"{failed} of {requests} requests to {url} failed or were answered wrongly; "
                        f"{shown[0] if shown else 'connections broke'}")
        return Load(spent / requests * 1e6 if pid else None, requests / micros * 1e6, p50 / 1e3, p99 / 1e3)


def holds(data):
    def is_right(answer):
        shown = json.loads(answer)
        return shown.get("data") == data and "errors" not in shown

    return is_right


def middle(pairs, of):
    """The pair whose value is the median, and that value."""
    ordered = sorted(pairs, key=of)
    pair = ordered[len(ordered) // 2]
    return of(pair), pair


def show(load):
    return {name: round(value, 2) for name, value in dataclasses.asdict(load).items() if value is not None}


def trivial(bench):
    need("wrk", "it makes the load over HTTP")
    with servers.modus(bench, bench.app("functions")) as modus:
        greet = Request(bench, modus.url, *GREETING)
        with servers.constant(bench, os.cpu_count(), greet.answer.decode()) as constant:
            for connections in (16, 64):
                progress(f"a trivial function and a constant, {connections} connections, {bench.rounds} rounds")
                pairs = [(greet.load(modus.url, modus.pid, connections),
                          greet.load(constant.url, constant.pid, connections)) for _ in range(bench.rounds)]
                ratio, (function, listener) = middle(pairs, lambda pair: pair[0].cpu_us / pair[1].cpu_us)
                yield Row(f"trivial function ÷ constant, {connections} connections", ratio, "×", 1.8,
                          note=f"{function.cpu_us:.1f} ÷ {listener.cpu_us:.1f} µs",
                          details={"function": show(function), "constant": show(listener)})


def fairness(bench):
    limit = bench.seconds * bench.rounds + 4
    with servers.modus(bench, bench.app("functions"), "--timeout", str(limit * 1000)) as modus, \
            concurrent.futures.ThreadPoolExecutor(LOOPS) as pool:
        greet = Request(bench, modus.url, *GREETING)
        loops = [pool.submit(servers.ask, modus.url, {"query": "{ spin }"}) for _ in range(LOOPS)]
        progress(f"a trivial function beside {LOOPS} endless loops, 4 connections, {bench.rounds} rounds")
        loads = [greet.load(modus.url, modus.pid, 4) for _ in range(bench.rounds)]
        if any(loop.done() for loop in loops):
            raise Wrong("a loop ended before its time")
        yield Row(f"trivial function beside {LOOPS} endless loops, p99", median([load.p99_ms for load in loads]), "ms", 10,
                  details={"loads": [show(load) for load in loads]})
        for loop in loops:
            if b"its limit of" not in loop.result():
                raise Wrong(f"a loop ended with {loop.result()[:200]!r}")


def objects(bench):
    with servers.modus(bench, bench.app("functions")) as server:
        items = Request(bench, server.url, *ITEMS)
        progress(f"{OBJECTS} objects in one answer, {bench.rounds} rounds")
        loads = [items.load(server.url, server.pid, 4) for _ in range(bench.rounds)]
        cost, _ = middle(loads, lambda load: load.cpu_us)
        yield Row("10,000 objects of 5 fields", cost / 1e3, "ms CPU", 3,
                  details={"answer_bytes": len(items.answer), "loads": [show(load) for load in loads]})


def echoed(function, type_, argument, value, selection=""):
    """A request that sends a value and gets it back."""
    return ({"query": f"query($v: {type_}) {{ {function}({argument}: $v){selection} }}", "variables": {"v": value}},
            {function: value})


FIELDS = " { id name price available category }"
MARSHALLING = {
    "1 KB of text": echoed("echo", "String!", "text", "Grüße, 世界! 😀 " * 40),
    "100,000 × f32": echoed("echoFloats", "[Float!]!", "values", [i / 8 for i in range(100_000)]),
    "a map of 1,000 entries": echoed("echoMap", "[StringIntPairInput!]!", "values",
                                     [{"key": f"key {i:04}", "value": i} for i in range(1000)], " { key value }"),
    "10,000 objects": echoed("echoItems", "[ItemInput!]!", "items", ITEMS[1]["items"], FIELDS),
}


def marshalling(bench):
    with servers.modus(bench, bench.app("functions")) as server:
        for name, (request, data) in MARSHALLING.items():
            progress(f"{name} there and back, {bench.rounds} rounds")
            echo = Request(bench, server.url, request, data)
            loads = [echo.load(server.url, server.pid, 4) for _ in range(bench.rounds)]
            cost, _ = middle(loads, lambda load: load.cpu_us)
            yield Row(f"there and back: {name}", cost, "µs CPU", details={"loads": [show(load) for load in loads]})


def languages(bench):
    need("go", "it compiles the Go app")
    cases = {"greet(string)": GREETING, **MARSHALLING}
    with servers.modus(bench, bench.app("functions-go")) as go, servers.modus(bench, bench.app("functions")) as other:
        for name, (request, data) in cases.items():
            progress(f"{name} by Go and by AssemblyScript, {bench.rounds} rounds")
            in_go = {**request, "query": request["query"].replace("!]!)", "!])")}  # lists of Go may be null
            requests = [(go, Request(bench, go.url, in_go, data)), (other, Request(bench, other.url, request, data))]
            pairs = [[echo.load(server.url, server.pid, 4) for server, echo in requests] for _ in range(bench.rounds)]
            ratio, (new, old) = middle(pairs, lambda pair: pair[0].cpu_us / pair[1].cpu_us)
            yield Row(f"Go ÷ AssemblyScript: {name}", ratio, "×", note=f"{new.cpu_us:.0f} ÷ {old.cpu_us:.0f} µs",
                      details={"go": show(new), "assemblyscript": show(old)})


def by_url(request_and_answer, name, connections):
    """The workload put to a server of which only the URL is known, and perhaps the process."""

    def measure(bench, url, pid):
        request = Request(bench, url, *request_and_answer)
        for count in connections:
            progress(f"{name}, {count} connections, {bench.rounds} rounds")
            loads = [request.load(url, pid, count) for _ in range(bench.rounds)]
            rate = median([load.per_second for load in loads])
            yield Row(f"{name}, {count} connections", rate, "/s", details={"loads": [show(load) for load in loads]})
            yield Row(f"{name}, {count} connections, p99", median([load.p99_ms for load in loads]), "ms")
            if pid:
                yield Row(f"{name}, {count} connections, CPU", median([load.cpu_us for load in loads]), "µs CPU")

    return measure


trivial_by_url = by_url(GREETING, "trivial function", (16, 64))
model_by_url = by_url(ASKING, "model call", (64,))
objects_by_url = by_url(ITEMS, "10,000 objects", (4,))
