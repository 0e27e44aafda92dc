# SPDX-License-Identifier: Apache-2.0
"""Calls from one module to another: what they cost above the callee's own call."""
import json

from .bench import Row, median, need, progress


def module_calls(bench):
    need("go", "one of the modules is written in it")
    app = bench.app("modules")
    progress(f"calls between modules, in both directions, {bench.rounds} rounds")
    for case in json.loads(bench.run(bench.program("module_calls"), app, bench.cache(), bench.rounds)):
        rounds = case["with_without_callee_us"]
        above = median([whole - own - callee for whole, own, callee in rounds])
        whole, own, callee = (median([costs[i] for costs in rounds]) for i in range(3))
        yield Row(f"calls between modules: {case['name']}", above, "µs CPU", 10,
                  note=f"{whole:.3g} − {own:.3g} − {callee:.3g}", details={"rounds": rounds})
