# SPDX-License-Identifier: Apache-2.0
"""Runs the whole-system tests: python3 tests/e2e/run.py [--modus BINARY] [--jobs N] [TEST...]

Named tests run here, one after the other. With --jobs, and without a name, classes run each in a process of its own, some
at the same time: much of a test is waiting. Classes that measure, or have a model compute (`alone = True`), run at the
end, one after the other.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import harness

HERE = pathlib.Path(__file__).resolve().parent


def say(line):
    print(line, flush=True)


def tests_of(suite):
    for part in suite:
        yield from tests_of(part) if isinstance(part, unittest.TestSuite) else (part,)


def find_classes(names):
    """The classes that have tests, all or those of these names of modules and classes, by their names."""
    found = {}
    loader = unittest.TestLoader()
    for test in tests_of(loader.discover(str(HERE), "test_*.py")):
        found[f"{type(test).__module__}.{type(test).__qualname__}"] = type(test)
    if loader.errors:
        sys.exit("\n".join(loader.errors))
    if unknown := set(names) - set(found) - {tests.__module__ for tests in found.values()}:
        sys.exit(f"there are no tests of that name: {', '.join(unknown)}")
    return {name: tests for name, tests in found.items() if not names or name in names or tests.__module__ in names}


class Run:
    """Runs classes of tests and counts what came of them."""

    def __init__(self, modus, total):
        self.modus, self.total = modus, total
        self.counts = {"PASSED": 0, "FAILED": 0, "SKIPPED": 0}
        self.failures = {}  # what classes wrote that failed
        self._done = 0
        self._lock = threading.Lock()

    def run(self, name):
        begun = time.monotonic()
        finished = subprocess.run([sys.executable, __file__, "--modus", self.modus, name], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        with self._lock:
            self._report(name, finished, time.monotonic() - begun)

    def _report(self, name, finished, seconds):
        counts = {word: int(number) for word, number in re.findall(r"^(PASSED|FAILED|SKIPPED) (\d+)$", finished.stdout, re.M)}
        if finished.returncode != 0 and not counts.get("FAILED"):
            counts["FAILED"] = 1  # it ended before it could count
        for word, number in counts.items():
            self.counts[word] += number
        self._done += 1
        told = ", ".join(f"{number} {word.lower()}" for word, number in counts.items() if number)
        say(f"[{self._done}/{self.total}] {name}: {told} in {seconds:.0f} s")
        for reason in sorted(set(re.findall(r"skipped '(.*)'$", finished.stdout, re.M))):
            say(f"  skipped: {reason}")
        for test in dict.fromkeys(re.findall(r"^(?:FAIL|ERROR): (\w+)", finished.stdout, re.M)):
            say(f"  failed: {test}")
        if counts.get("FAILED"):
            self.failures[name] = re.sub(r"^(PASSED|FAILED|SKIPPED) \d+\n", "", finished.stdout, flags=re.M)


def run_apart(modus, names, jobs):
    classes = find_classes(names)
    alone = [name for name, tests in classes.items() if getattr(tests, "alone", False)]
    run = Run(modus, len(classes))
    with tempfile.TemporaryDirectory(prefix="modus-e2e-built-") as built:
        os.environ["MODUS_E2E_BUILT"] = built  # an app that several classes need is built once
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            for future in [pool.submit(run.run, name) for name in classes if name not in alone]:
                future.result()
        for name in alone:
            run.run(name)
    for output in run.failures.values():
        say(output)
    if run.failures:
        say(f"again: tests/e2e/run.py {' '.join(run.failures)}")
    return run.counts


def run_here(names):
    result = unittest.TextTestRunner(verbosity=2).run(unittest.TestLoader().loadTestsFromNames(names))
    bad = len(result.failures) + len(result.errors)
    return {"PASSED": max(0, result.testsRun - bad - len(result.skipped)), "FAILED": bad, "SKIPPED": len(result.skipped)}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--modus", type=pathlib.Path, default=harness.MODUS)
    parser.add_argument("--jobs", type=int, help="how many classes at the same time [one per core]")
    parser.add_argument("tests", nargs="*", help="such as test_limits or test_limits.Limits")
    options = parser.parse_args()
    harness.MODUS = options.modus.resolve()

    here = options.tests and not options.jobs
    counts = run_here(options.tests) if here else run_apart(harness.MODUS, options.tests, options.jobs or os.cpu_count())
    for word, number in counts.items():
        say(f"{word} {number}")
    return 0 if counts["FAILED"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
