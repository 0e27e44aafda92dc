# SPDX-License-Identifier: Apache-2.0
"""Apps in Go: their types, errors, host calls, and what becomes of them while they are developed.

MODUS_WRITE_GOLDEN=1 writes types.go.golden anew from what is answered now, to be read before it is committed.
"""
import os
import shutil
import unittest

import harness
from harness import ROOT, Server
from test_conformance import ANSWER, GOLDEN, answer_of

GO_GOLDEN = ROOT / "tests/conformance/types.go.golden"
TESTED_TYPES_ONLY_IN_ASSEMBLYSCRIPT = ("View", "Clamped", "Set(")


def pairs(text):
    """(request, answer) of a golden file."""
    lines = [line for line in text.splitlines() if line]
    return list(zip(lines[::2], (line.removeprefix(ANSWER) for line in lines[1::2])))


@unittest.skipUnless(shutil.which("go"), "there is no Go compiler")
class Conformance(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        target = cls.enterClassContext(harness.folder())
        app = shutil.copytree(ROOT / "tests/conformance/go", target / "app", ignore=shutil.ignore_patterns("build"))
        cls.before = {path: path.read_bytes() for path in app.rglob("*") if path.is_file()}
        built = harness.run("build", app)
        assert built.returncode == 0, built.stderr
        cls.app = app
        cls.server = cls.enterClassContext(Server("serve", app / "build"))

    def test_every_type_in_every_direction(self):
        own = dict(pairs(GO_GOLDEN.read_text()))
        shared = [(request, answer) for request, answer in pairs(GOLDEN.read_text())
                  if not any(word in request for word in TESTED_TYPES_ONLY_IN_ASSEMBLYSCRIPT)]
        expected = {**dict(shared), **own}
        now = {request: answer_of(self.server, request) for request in expected}
        if os.environ.get("MODUS_WRITE_GOLDEN"):
            differing = {request: answer for request, answer in now.items() if dict(shared).get(request) != answer}
            GO_GOLDEN.write_text("".join(f"{request}\n{ANSWER}{answer}\n" for request, answer in differing.items()))
        self.assertEqual(now, {**dict(shared), **dict(pairs(GO_GOLDEN.read_text()))})


if __name__ == "__main__":
    unittest.main()
