# SPDX-License-Identifier: Apache-2.0
"""Loops in AssemblyScript, interruption on, next to the same loops in C."""
from .bench import ROOT, Row, Wrong, median, need, progress

# Guest's name, C's name, arguments, target. Each takes a tenth of a second or more in C.
KERNELS = (("fib", "fib", (40,), 2.5),
           ("sieve", "sieve", (2_000_000, 40), 2.5),
           ("mandelbrot", "mandelbrot", (1000, 200), 2.5),
           ("matrix", "matrix", (240, 20), 2.5),
           ("checkedMatrix", "matrix", (240, 20), None))


def kernels(bench):
    gcc = need("gcc", "it compiles what the kernels are compared with")
    native = bench.scratch / "kernels"
    bench.run(gcc, "-O2", "-o", native, *sorted((ROOT / "bench/kernels").glob("*.c")))
    guest = (bench.program("kernel_calls"), bench.module("kernels"), bench.cache())
    for name, in_c, numbers, target in KERNELS:
        progress(f"{name} in AssemblyScript and in C, {bench.rounds} rounds")
        pairs = []
        for _ in range(bench.rounds):
            result, spent = map(float, bench.run(*guest, name, *numbers).split())
            expected, native_spent = map(float, bench.run(native, in_c, *numbers).split())
            if result != expected:
                raise Wrong(f"{name} gives {result} in AssemblyScript and {expected} in C")
            pairs.append((spent, native_spent))
        guest_ms, native_ms = (median([pair[i] for pair in pairs]) for i in (0, 1))
        yield Row(f"{name}, AssemblyScript ÷ gcc -O2", median([spent / other for spent, other in pairs]), "×", target,
                  note=f"{guest_ms:.0f} ÷ {native_ms:.0f} ms",
                  details={"result": expected, "assemblyscript_ms": guest_ms, "c_ms": native_ms})
