# SPDX-License-Identifier: Apache-2.0
"""tests/conformance: a function for each type in each direction, and one file of requests and what they answer.

MODUS_WRITE_GOLDEN=1 writes the file anew from what is answered now, to be read before it is committed.
"""
import json
import os
import shutil
import unittest

import harness
from harness import ROOT, Server

GOLDEN = ROOT / "tests/conformance/types.golden"
ANSWER = "  => "


def answer_of(server, request):
    response = server.post(request)[1]
    shown = {"data": response["data"]} if "data" in response else {}
    if "errors" in response:
        shown["errors"] = [error["message"] for error in response["errors"]]
    return json.dumps(shown, ensure_ascii=False)


class Conformance(unittest.TestCase):
    maxDiff = None

    def test_every_type_in_every_direction(self):
        requests = [line for line in GOLDEN.read_text().splitlines() if line and not line.startswith(ANSWER)]
        with harness.folder() as target:
            app = shutil.copytree(ROOT / "tests/conformance/app", target / "app",
                                  ignore=shutil.ignore_patterns("build", "node_modules"))
            built = harness.run("build", app)
            self.assertEqual(built.returncode, 0, built.stderr)
            with Server("serve", app / "build") as server:
                now = "".join(f"{request}\n{ANSWER}{answer_of(server, request)}\n" for request in requests)
        if os.environ.get("MODUS_WRITE_GOLDEN"):
            GOLDEN.write_text(now)
        self.assertEqual(now, GOLDEN.read_text())
