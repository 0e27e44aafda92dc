# SPDX-License-Identifier: Apache-2.0
"""Loops in AssemblyScript, interruption on, next to the same loops in C."""
from .bench import ROOT, Row, Wrong, median, need, progress

# Each takes a tenth of a second or more in C.
KERNELS = {"fib": (40,), "sieve": (2_000_000, 40), "mandelbrot": (1000, 200), "matrix": (240, 20)}
TARGET = 2.5


def kernels(bench):
    gcc = need("gcc", "it compiles what the kernels are compared with")
    native = bench.scratch / "kernels"
    bench.run(gcc, "-O2", "-o", native, *sorted((ROOT / "bench/kernels").glob("*.c")))
    guest = (bench.program("kernel_calls"), bench.module("kernels"), bench.cache())
    for name, numbers in KERNELS.items():
        progress(f"{name} in AssemblyScript and in C, {bench.rounds} rounds")
        pairs = []
        for _ in range(bench.rounds):
            result, spent = map(float, bench.run(*guest, name, *numbers).split())
            expected, native_spent = map(float, bench.run(native, name, *numbers).split())
            if result != expected:
                raise Wrong(f"{name} gives {result} in AssemblyScript and {expected} in C")
            pairs.append((spent, native_spent))
        guest_ms, native_ms = (median([pair[i] for pair in pairs]) for i in (0, 1))
        yield Row(f"{name}, AssemblyScript ÷ gcc -O2", median([spent / other for spent, other in pairs]), "×", TARGET,
                  note=f"{guest_ms:.0f} ÷ {native_ms:.0f} ms",
                  details={"result": expected, "assemblyscript_ms": guest_ms, "c_ms": native_ms})
