# SPDX-License-Identifier: Apache-2.0
"""Ten thousand calls that wait at once; what is measured is bench/inflight's business."""
import json
import sys

from .bench import ROOT, Row, Wrong, need, progress

CALLS = 10_000


def bursts_of(bench, app, wait_s):
    """What two bursts of calls did, of which all were in flight at once."""
    for name in ("modus", "inflight_server", "inflight_client"):
        bench.program(name)
    progress(f"10,000 calls of bench/apps/{app} that wait {wait_s} s for a model, twice")
    out = bench.run(sys.executable, ROOT / "bench/inflight", "--build", bench.build, "--app", app,
                    "--delay-ms", wait_s * 1000, env=bench.env)
    bursts = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if (most := bursts[-1]["in_flight"]) != CALLS:
        raise Wrong(f"{most} calls were in flight at once, not {CALLS}")
    return bursts


def inflight(bench):
    bursts = bursts_of(bench, "inflight", 2)
    yield Row("10,000 in flight, each waiting 2 s: all answered", bursts[-1]["last_s"], "s", 2.6, details={"bursts": bursts})
    yield Row("10,000 in flight: peak memory of each call", bursts[-1]["kb_per_call"], "KB", 64)


def inflight_go(bench):
    need("go", "it compiles the Go app")
    bursts = bursts_of(bench, "inflight-go", 8)  # it takes two cores some 5 s to begin them
    yield Row("10,000 of Go in flight, each waiting 8 s: all answered", bursts[-1]["last_s"], "s", details={"bursts": bursts})
    yield Row("10,000 of Go in flight: peak memory of each call", bursts[-1]["kb_per_call"], "KB")
