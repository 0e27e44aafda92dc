# SPDX-License-Identifier: Apache-2.0
"""Runs the whole-system tests: python3 tests/e2e/run.py [--modus BINARY] [TEST...]"""
import argparse
import pathlib
import sys
import unittest

import harness


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--modus", type=pathlib.Path, default=harness.MODUS)
    parser.add_argument("tests", nargs="*", help="such as test_serve.Scalars")
    options = parser.parse_args()
    harness.MODUS = options.modus.resolve()

    loader = unittest.defaultTestLoader
    here = str(pathlib.Path(__file__).parent)
    suite = loader.loadTestsFromNames(options.tests) if options.tests else loader.discover(here, "test_*.py")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    harness.remove_built_apps()
    bad = len(result.failures) + len(result.errors)
    print(f"PASSED {max(0, result.testsRun - bad - len(result.skipped))}")
    print(f"FAILED {bad}")
    print(f"SKIPPED {len(result.skipped)}")
    return 0 if bad == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
