# SPDX-License-Identifier: Apache-2.0
"""Model calls: what the runtime adds to asking the model's server directly, call by call and piece by piece."""
import contextlib
import dataclasses
import os
import tempfile

from . import servers
from .bench import Row, median, need, progress
from .http import ASKING, GREETING, Request, middle, show

CONNECTIONS = (1, 16, 64, 256)
MODEL_MS = 20  # how long the model takes: calls in flight wait for it, not for a core
CALM_MS = 2  # how much later a direct answer may come for a quantile to tell of the runtime
PAUSE_MS = MODEL_MS  # of a client after each answer, on average: clients that never pause march in step
DIRECT = {"model": "constant", "messages": [{"role": "user", "content": "Greet World."}]}
EVENTS = "text/event-stream"
PIECES = (1, 51)  # few enough for most streams of a load to reach their end
PACES_MS = (0, 5)


@dataclasses.dataclass
class Asked:
    """The same load put to the model's server, and to it through a proxy that only forwards, and through the runtime."""
    direct: object
    forwarded: object
    through: object
    server_us: float = 0  # CPU of the model's server for a call that comes through the runtime


@contextlib.contextmanager
def served(bench, app, model_flags=(), flags=()):
    """An app of the bench, served beside the model server that it asks."""
    bench.app(app)
    with servers.model_server(bench, *model_flags) as model:
        build = servers.copy_build(bench, app, tempfile.mkdtemp(prefix=app, dir=bench.scratch))
        servers.point_at_model(build, model.port)
        with servers.modus(bench, build, *flags) as server:
            yield model, server


def chat_url(model):
    return f"http://127.0.0.1:{model.port}/v1/chat/completions"


def model(bench):
    need("wrk", "it makes the load over HTTP")
    with served(bench, "models") as (_, server):
        ask = Request(bench, server.url, *ASKING)
        greet = Request(bench, server.url, *GREETING)
        progress(f"a function that asks a model and one that does not, 64 connections, {bench.rounds} rounds")
        pairs = [(ask.load(server.url, server.pid, 64), greet.load(server.url, server.pid, 64))
                 for _ in range(bench.rounds)]
        more, (asking, greeting) = middle(pairs, lambda pair: pair[0].cpu_us - pair[1].cpu_us)
        yield Row("model call, above a trivial one, 64 connections", more, "µs CPU", 60,
                  note=f"{asking.cpu_us:.1f} − {greeting.cpu_us:.1f} µs",
                  details={"asking": show(asking), "trivial": show(greeting)})


def overhead(bench):
    need("wrk", "it makes the load over HTTP")
    with served(bench, "models", ("--delay-ms", MODEL_MS)) as (model, server), \
            servers.forward(bench, os.cpu_count(), chat_url(model)) as forward:
        direct, forwarded = (Request(bench, url, DIRECT, is_right=lambda answer: b"Hello, World!" in answer)
                             for url in (chat_url(model), forward.url))
        ask = Request(bench, server.url, *ASKING)
        for connections in CONNECTIONS:
            progress(f"a model asked through a function, through a proxy and directly, {connections} connections, "
                     f"{bench.rounds} rounds")

            def load(request, url, pid):
                return request.load(url, pid, connections, PAUSE_MS)

            def ask_all():
                plain = load(direct, chat_url(model), model.pid)
                least = load(forwarded, forward.url, forward.pid)
                before = model.cpu_seconds()
                through = load(ask, server.url, server.pid)
                spent = model.cpu_seconds() - before
                return Asked(plain, least, through, spent / (through.per_second * bench.seconds) * 1e6)

            yield from added([ask_all() for _ in range(bench.rounds)], connections)


def added(asked, connections):
    details = {"rounds": [{"direct": show(one.direct), "forwarded": show(one.forwarded), "through": show(one.through)}
                          for one in asked]}
    for quantile in ("p50", "p99"):
        def above_direct(load, one):
            return (getattr(load, f"{quantile}_ms") - getattr(one.direct, f"{quantile}_ms")) * 1e3

        of = [above_direct(one.through, one) for one in asked]
        least = median([above_direct(one.forwarded, one) for one in asked])
        plain_ms = median([getattr(one.direct, f"{quantile}_ms") for one in asked])
        is_calm = plain_ms <= MODEL_MS + CALM_MS
        aim = 100 if is_calm and (quantile, connections) == ("p99", 64) else None
        yield Row(f"model call, added at {quantile}, {connections} connections", median(of), "µs", aim,
                  note=f"{min(of):.0f} to {max(of):.0f}; forwarding alone adds {least:.0f}"
                       + ("" if is_calm else f"; says little: directly it is {plain_ms:.0f} ms already"),
                  details=details)
    yield Row(f"model call, CPU of the runtime, {connections} connections", median([one.through.cpu_us for one in asked]),
              "µs CPU", note=f"forwarding alone {median([one.forwarded.cpu_us for one in asked]):.1f}; "
                             f"the model's server {median([one.server_us for one in asked]):.1f}")


def streams(bench):
    """A piece's cost is what a long stream takes above a short one, by the number of its further pieces."""
    need("wrk", "it makes the load over HTTP")
    few, many = PIECES
    for pace in PACES_MS:
        with served(bench, "streams", ("--pace-ms", pace)) as (model, server), \
                servers.forward(bench, os.cpu_count(), chat_url(model)) as forward:
            for connections in (1, 16, 64) if pace else (64,):
                progress(f"streams of {few} and {many} pieces, one every {pace} ms, {connections} connections, "
                         f"{bench.rounds} rounds")
                loads = [[load_stream(bench, model, forward, server, pieces, connections) for pieces in PIECES]
                         for _ in range(bench.rounds)]
                yield from pieces_cost(loads, pace, connections)


def load_stream(bench, model, forward, server, pieces, connections):
    def load(url, request, pid):
        asked = Request(bench, url, request, is_right=lambda answer: answer.count(b'" word"') == pieces, accept=EVENTS)
        return asked.load(url, pid, connections)

    chat = {"model": "constant", "stream": True, "max_tokens": pieces}
    return Asked(load(chat_url(model), chat, None), load(forward.url, chat, forward.pid),
                 load(server.url, {"query": f"subscription {{ tell(pieces: {pieces}) }}"}, server.pid))


def pieces_cost(loads, pace, connections):
    def cost_of(short, long):
        return (long.cpu_us - short.cpu_us) / (PIECES[1] - PIECES[0])

    name = f"streamed piece, {'each by itself' if pace else 'many at once'}, {connections} connections"
    cost, (short, long) = middle(loads, lambda pair: cost_of(pair[0].through, pair[1].through))
    least = median([cost_of(short.forwarded, long.forwarded) for short, long in loads])
    yield Row(name, cost, "µs CPU", 10,
              note=f"({long.through.cpu_us:.0f} − {short.through.cpu_us:.0f}) ÷ {PIECES[1] - PIECES[0]}; "
                   f"forwarding alone {least:.1f}",
              details={"loads": [[{"forwarded": show(one.forwarded), "through": show(one.through)} for one in pair]
                                 for pair in loads]})
    if pace:
        late = [(long.through.p99_ms - long.direct.p99_ms) * 1e3 for _, long in loads]
        yield Row(f"stream of {PIECES[1]} pieces, added to its end at p99, {connections} connections", median(late), "µs",
                  note=f"{min(late):.0f} to {max(late):.0f}")


def history(bench):
    """The calls with the inference history and without, by turns: two servers of the same app."""
    need("wrk", "it makes the load over HTTP")
    with served(bench, "models") as (_, on), served(bench, "models", flags=("--history-calls", "0")) as (_, off):
        ask = Request(bench, on.url, *ASKING)
        progress(f"model calls with the inference history and without, 64 connections, {bench.rounds} rounds")
        pairs = [(ask.load(on.url, on.pid, 64), ask.load(off.url, off.pid, 64)) for _ in range(bench.rounds)]
        ratio, (with_it, without) = middle(pairs, lambda pair: pair[0].cpu_us / pair[1].cpu_us)
        yield Row("model call, history on ÷ off, 64 connections", ratio, "×", 1.1,
                  note=f"{with_it.cpu_us:.1f} ÷ {without.cpu_us:.1f} µs",
                  details={"on": show(with_it), "off": show(without)})
