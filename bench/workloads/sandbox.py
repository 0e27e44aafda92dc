# SPDX-License-Identifier: Apache-2.0
"""Fresh instance, call, reset: what a call costs without HTTP, and how that scales over threads."""
import json

from .bench import Row, median, need, progress

SECONDS = 1


def calls(bench, module, case, threads, *flags):
    return json.loads(bench.run(bench.program("sandbox_calls"), module, "--case", case, "--threads", threads,
                                "--seconds", SECONDS, "--cache", bench.cache(), "--json", *flags))


def one_and_two(bench, module, case, *flags):
    """Runs on one thread and on two by turns: all runs, and the median of the ratios of their rates."""
    runs = [(calls(bench, module, case, 1, *flags), calls(bench, module, case, 2, *flags))
            for _ in range(bench.rounds)]
    return runs, median([two["per_second"] / one["per_second"] for one, two in runs])


def assemblyscript(bench):
    module = bench.module("functions")
    for case, name, target in (("add", "add(i32, i32)", 3), ("string", "greet(string)", 5)):
        progress(f"{name} in fresh instances, on one thread and on two, {bench.rounds} rounds")
        runs, scaling = one_and_two(bench, module, case)
        cost = median([one["cpu_us"] for one, _ in runs])
        whole = calls(bench, module, case, 1, "--path", "call")
        yield Row(f"fresh instance, {name}", cost, "µs CPU", target,
                  details={"runs": runs, "through_functions_call_us": whole["cpu_us"]})
        yield Row(f"1 → 2 threads, {name}", scaling, "×", 1.8, at_least=True)


def conventions(bench):
    progress(f"values in and out by either convention, {bench.rounds} rounds")
    for case in json.loads(bench.run(bench.program("conventions"), bench.rounds)):
        pairs = case["assemblyscript_and_packed_us"]
        old, new = (median([pair[i] for pair in pairs]) for i in (0, 1))
        yield Row(f"packed ÷ AssemblyScript: {case['name']}", median([pair[1] / pair[0] for pair in pairs]), "×",
                  note=f"{new:.3g} ÷ {old:.3g} µs", details={"assemblyscript_us": old, "packed_us": new})


def go(bench):
    need("go", "it compiles the Go app")
    module = bench.module("functions-go")
    for case, name, target in (("string", "greet(string)", None), ("json", "JSON", 0.2)):
        progress(f"{name} in fresh instances of Go, with and without a snapshot, {bench.rounds} rounds")
        calls(bench, module, case, 1)  # fills the cache of compiled modules
        calls(bench, module, case, 1, "--no-snapshots")
        pairs = [(calls(bench, module, case, 1), calls(bench, module, case, 1, "--no-snapshots"))
                 for _ in range(bench.rounds)]
        ratio = median([on["cpu_us"] / off["cpu_us"] for on, off in pairs])
        on_us, off_us = (median([pair[i]["cpu_us"] for pair in pairs]) for i in (0, 1))
        yield Row(f"Go, {name}: snapshot on ÷ off", ratio, "×", target,
                  note=pairs[0][0]["refusal"] or f"{on_us:.0f} ÷ {off_us:.0f} µs",
                  details={"on_us": on_us, "off_us": off_us})
    _, scaling = one_and_two(bench, module, "json")
    yield Row("1 → 2 threads, Go, JSON", scaling, "×", 1.8, at_least=True)
