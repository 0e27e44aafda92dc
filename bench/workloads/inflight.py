# SPDX-License-Identifier: Apache-2.0
"""Ten thousand calls that wait at once; what is measured is bench/inflight's business."""
import json
import sys

from .bench import ROOT, Row, Wrong, progress

CALLS = 10_000


def inflight(bench):
    for name in ("modus", "inflight_server", "inflight_client"):
        bench.program(name)
    progress("10,000 calls that wait 2 s for a model, twice")
    out = bench.run(sys.executable, ROOT / "bench/inflight", "--build", bench.build, env=bench.env)
    bursts = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    last = bursts[-1]
    if last["in_flight"] != CALLS:
        raise Wrong(f"{last['in_flight']} calls were in flight at once, not {CALLS}")
    yield Row("10,000 in flight, each waiting 2 s: all answered", last["last_s"], "s", 2.6, details={"bursts": bursts})
    yield Row("10,000 in flight: peak memory of each call", last["kb_per_call"], "KB", 64)
